"""The portal's first tables."""

# fmt: off
# ruff: noqa: RUF012, I001
from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from caseportal.cases.states import CaseEvent, CaseState, Role
from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.payments.states import AttemptEvent, AttemptState, ItemOutcome, MoneyReason
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Case',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('case_type', fields.CharField(max_length=40)),
                ('state', fields.CharEnumField(default=CaseState.DRAFT, description='DRAFT: draft\nSUBMITTED: submitted\nUNDER_REVIEW: under_review\nRETURNED: returned\nDOCUMENTS_REQUESTED: documents_requested\nAPPROVED: approved\nPAID: paid\nISSUED: issued\nREFUSED: refused\nNOT_ACCEPTED: not_accepted\nWITHDRAWN: withdrawn', enum_type=CaseState, max_length=24)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('owner', fields.CharField(max_length=255)),
                ('applicant_name', fields.CharField(max_length=120)),
                ('contact_sealed', fields.TextField(unique=False)),
                ('language', fields.CharField(max_length=12)),
                ('group_number', fields.CharField(null=True, unique=True, max_length=9)),
                ('receipt_number', fields.CharField(null=True, unique=True, max_length=12)),
                ('permit_index', fields.CharField(max_length=64)),
                ('open_key', fields.CharField(null=True, unique=True, max_length=140)),
                ('answers_sealed', fields.TextField(unique=False)),
                ('fee', fields.IntField(default=0, db_default=0)),
                ('officer', fields.CharField(null=True, max_length=255)),
                ('officer_name', fields.CharField(null=True, max_length=120)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('submitted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'cases', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'One application, from its draft on. Its `state` is changed by `caseportal.cases.writer` and nobody else.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Attachment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('caseportal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='attachments', on_delete=OnDelete.CASCADE)),
                ('item', fields.CharField(max_length=40)),
                ('name', fields.CharField(max_length=120)),
                ('media_type', fields.CharField(max_length=40)),
                ('size', fields.IntField()),
                ('sha256', fields.CharField(max_length=64)),
                ('storage_key', fields.CharField(unique=True, max_length=80)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attachment', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'A file of a case after intake: rewritten, under a name that is safe to show.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CaseHistory',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('caseportal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='history', on_delete=OnDelete.CASCADE)),
                ('version', fields.IntField()),
                ('event', fields.CharEnumField(description='SUBMIT: submit\nRESUBMIT: resubmit\nCLAIM: claim\nRELEASE: release\nRETURN: return\nREQUEST_DOCUMENTS: request_documents\nAPPROVE: approve\nREFUSE: refuse\nNOT_ACCEPT: not_accept\nWITHDRAW: withdraw\nPAY: pay\nISSUE: issue', enum_type=CaseEvent, max_length=24)),
                ('source', fields.CharEnumField(description='DRAFT: draft\nSUBMITTED: submitted\nUNDER_REVIEW: under_review\nRETURNED: returned\nDOCUMENTS_REQUESTED: documents_requested\nAPPROVED: approved\nPAID: paid\nISSUED: issued\nREFUSED: refused\nNOT_ACCEPTED: not_accepted\nWITHDRAWN: withdrawn', enum_type=CaseState, max_length=24)),
                ('target', fields.CharEnumField(description='DRAFT: draft\nSUBMITTED: submitted\nUNDER_REVIEW: under_review\nRETURNED: returned\nDOCUMENTS_REQUESTED: documents_requested\nAPPROVED: approved\nPAID: paid\nISSUED: issued\nREFUSED: refused\nNOT_ACCEPTED: not_accepted\nWITHDRAWN: withdrawn', enum_type=CaseState, max_length=24)),
                ('role', fields.CharEnumField(description='APPLICANT: applicant\nOFFICER: officer\nSUPERVISOR: supervisor\nSYSTEM: system', enum_type=Role, max_length=16)),
                ('actor', fields.CharField(max_length=255)),
                ('actor_name', fields.CharField(max_length=120)),
                ('note', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'case_history', 'app': 'caseportal', 'unique_together': (('case', 'version'),), 'pk_attr': 'id', 'table_description': 'One event of one case. Rows are only ever added.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Document',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('caseportal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='documents', on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='PERMIT: permit\nRECEIPT: receipt', enum_type=DocumentKind, max_length=10)),
                ('issue', fields.IntField(default=1, db_default=1)),
                ('state', fields.CharEnumField(default=DocumentState.WAITING, description='WAITING: waiting\nREADY: ready\nFAILED: failed\nREVOKED: revoked\nSUPERSEDED: superseded', enum_type=DocumentState, max_length=12)),
                ('code_index', fields.CharField(unique=True, max_length=64)),
                ('code_sealed', fields.TextField(unique=False)),
                ('tries', fields.IntField(default=0, db_default=0)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('lease', fields.CharField(null=True, max_length=32)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure', fields.CharField(default='', db_default='', max_length=200)),
                ('storage_key', fields.CharField(null=True, unique=True, max_length=80)),
                ('sha256', fields.CharField(null=True, max_length=64)),
                ('size', fields.IntField(null=True)),
                ('valid_until', fields.DateField(null=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ready_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document', 'app': 'caseportal', 'unique_together': (('case', 'kind', 'issue'),), 'indexes': [Index(fields=['state', 'due_at'])], 'pk_attr': 'id', 'table_description': 'One permit or receipt of one case.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Notice',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('slug', fields.CharField(unique=True, max_length=60)),
                ('important', fields.BooleanField(default=False, db_default=False)),
                ('title_zh', fields.CharField(max_length=200)),
                ('title_en', fields.CharField(max_length=200)),
                ('body_zh', fields.TextField(unique=False)),
                ('body_en', fields.TextField(unique=False)),
                ('unit_zh', fields.CharField(max_length=100)),
                ('unit_en', fields.CharField(max_length=100)),
                ('published_on', fields.DateField(db_index=True)),
                ('withdrawn_on', fields.DateField(null=True)),
            ],
            options={'table': 'notice', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'One notice in both languages.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='NumberCounter',
            fields=[
                ('name', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ('given', fields.BigIntField()),
            ],
            options={'table': 'number_counter', 'app': 'caseportal', 'pk_attr': 'name', 'table_description': 'The last number given in one series (`receipt-115`, `group-115`).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=60)),
                ('recipient_sealed', fields.TextField(unique=False)),
                ('mail_sealed', fields.TextField(unique=False)),
                ('message_id', fields.CharField(max_length=200)),
                ('tries', fields.IntField(default=0, db_default=0)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'outbox_mail', 'app': 'caseportal', 'indexes': [Index(fields=['due_at'])], 'pk_attr': 'id', 'table_description': 'One mail, written in the transaction that causes it. What was sent keeps its row without its content.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=20)),
                ('payer', fields.CharField(db_index=True, max_length=255)),
                ('gateway', fields.CharField(max_length=20)),
                ('method', fields.CharField(max_length=30)),
                ('amount', fields.IntField()),
                ('state', fields.CharEnumField(default=AttemptState.CREATED, description='CREATED: created\nPENDING: pending\nPAID: paid\nFAILED: failed\nEXPIRED: expired', enum_type=AttemptState, max_length=10)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('language', fields.CharField(max_length=12)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('asked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_attempt', 'app': 'caseportal', 'indexes': [Index(fields=['state', 'asked_at'])], 'pk_attr': 'id', 'table_description': 'One visit to a gateway for one or several cases. Only `caseportal.payments` changes it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FeeReceipt',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.OneToOneField('caseportal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='fee_receipt', on_delete=OnDelete.RESTRICT)),
                ('attempt', fields.ForeignKeyField('caseportal.PaymentAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='receipts', on_delete=OnDelete.RESTRICT)),
                ('number', fields.CharField(unique=True, max_length=12)),
                ('amount', fields.IntField()),
                ('method', fields.CharField(max_length=30)),
                ('paid_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'fee_receipt', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'The receipt for the fee of one case (one receipt per case: requirement I1).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentHistory',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('attempt', fields.ForeignKeyField('caseportal.PaymentAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='history', on_delete=OnDelete.CASCADE)),
                ('event', fields.CharEnumField(description='SEND: send\nPAY: pay\nFAIL: fail\nEXPIRE: expire\nKEEP: keep\nIGNORE: ignore', enum_type=AttemptEvent, max_length=10)),
                ('source_state', fields.CharEnumField(description='CREATED: created\nPENDING: pending\nPAID: paid\nFAILED: failed\nEXPIRED: expired', enum_type=AttemptState, max_length=10)),
                ('target_state', fields.CharEnumField(description='CREATED: created\nPENDING: pending\nPAID: paid\nFAILED: failed\nEXPIRED: expired', enum_type=AttemptState, max_length=10)),
                ('source', fields.CharField(max_length=12)),
                ('detail', fields.CharField(max_length=200)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_history', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'One event of one attempt. Rows are only ever added.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentItem',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('attempt', fields.ForeignKeyField('caseportal.PaymentAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.CASCADE)),
                ('case', fields.ForeignKeyField('caseportal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='payment_items', on_delete=OnDelete.RESTRICT)),
                ('amount', fields.IntField()),
                ('outcome', fields.CharEnumField(null=True, description='PAID: paid\nREFUND_DUE: refund_due', enum_type=ItemOutcome, max_length=12)),
            ],
            options={'table': 'payment_item', 'app': 'caseportal', 'unique_together': (('attempt', 'case'),), 'pk_attr': 'id', 'table_description': "One case's share of an attempt."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PortalSession',
            fields=[
                ('token_digest', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('subject', fields.CharField(db_index=True, max_length=255)),
                ('op_session', fields.CharField(null=True, db_index=True, max_length=255)),
                ('population', fields.CharField(max_length=40)),
                ('kind', fields.CharField(null=True, max_length=40)),
                ('name', fields.CharField(max_length=120)),
                ('roles', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('identity_sealed', fields.TextField(unique=False)),
                ('id_token_sealed', fields.TextField(unique=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('last_seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'portal_session', 'app': 'caseportal', 'pk_attr': 'token_digest', 'table_description': 'One sign-in of one browser. The cookie holds a random token, and here is only its keyed digest.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ReceivedMoney',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('gateway', fields.CharField(max_length=20)),
                ('merchant_id', fields.CharField(max_length=20)),
                ('trade_number', fields.CharField(max_length=40)),
                ('attempt', fields.ForeignKeyField('caseportal.PaymentAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='money', on_delete=OnDelete.RESTRICT)),
                ('amount', fields.IntField()),
                ('refund_due', fields.IntField(db_index=True)),
                ('reason', fields.CharEnumField(null=True, description='WRONG_AMOUNT: wrong_amount\nPAID_TWICE: paid_twice\nCASE_NOT_PAYABLE: case_not_payable', enum_type=MoneyReason, max_length=20)),
                ('source', fields.CharField(max_length=12)),
                ('late', fields.BooleanField(default=False, db_default=False)),
                ('paid_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'received_money', 'app': 'caseportal', 'unique_together': (('gateway', 'merchant_id', 'trade_number'),), 'pk_attr': 'id', 'table_description': 'Money that a gateway says it has taken: recorded once, whether it can be used or not. Rows are only added.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RegisteredPermit',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number_index', fields.CharField(unique=True, max_length=64)),
                ('number_sealed', fields.TextField(unique=False)),
                ('permit_kind', fields.CharField(max_length=20)),
                ('status', fields.CharField(max_length=20)),
                ('entry_checked', fields.BooleanField()),
                ('valid_until', fields.DateField(null=True)),
                ('stay_until', fields.DateField(null=True)),
                ('holder_sealed', fields.TextField(unique=False)),
                ('imported_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'registered_permit', 'app': 'caseportal', 'pk_attr': 'id', 'table_description': 'One permit that the agency has issued.'},
            bases=['Model'],
        ),
        # By hand: the library leaves CHECK constraints out of new tables.
        ops.AddConstraint(
            model_name='Case',
            constraint=CheckConstraint(
                name='case_version_positive',
                check="version >= 1",
            ),
        ),
        ops.AddConstraint(
            model_name='Case',
            constraint=CheckConstraint(
                name='case_fee_not_negative',
                check="fee >= 0",
            ),
        ),
        ops.AddConstraint(
            model_name='Case',
            constraint=CheckConstraint(
                name='case_numbered_once_sent',
                check="(state = 'draft') = (receipt_number IS NULL) AND (receipt_number IS NULL) = (group_number IS NULL)",
            ),
        ),
        ops.AddConstraint(
            model_name='Case',
            constraint=CheckConstraint(
                name='case_review_has_officer',
                check="state <> 'under_review' OR officer IS NOT NULL",
            ),
        ),
        ops.AddConstraint(
            model_name='Case',
            constraint=CheckConstraint(
                name='case_over_is_not_open',
                check="state NOT IN ('issued', 'refused', 'not_accepted', 'withdrawn') OR open_key IS NULL",
            ),
        ),
        ops.AddConstraint(
            model_name='Attachment',
            constraint=CheckConstraint(
                name='attachment_not_empty',
                check="size > 0",
            ),
        ),
        ops.AddConstraint(
            model_name='NumberCounter',
            constraint=CheckConstraint(
                name='number_counter_positive',
                check="given >= 1",
            ),
        ),
        # After the constraints: on SQLite adding one rebuilds its table without its indexes.
        ops.AddIndex(model_name='Case', index=Index(fields=['owner', 'state'])),
        ops.AddIndex(model_name='Case', index=Index(fields=['state', 'submitted_at'])),
        ops.AddIndex(model_name='Case', index=Index(fields=['officer', 'state'])),
        ops.AddIndex(model_name='Case', index=Index(fields=['permit_index'])),
        ops.AddIndex(model_name='Attachment', index=Index(fields=['case_id', 'item'])),
    ]
