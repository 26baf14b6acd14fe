"""The demo's home folder: settings with fresh secrets, made at the first start and kept."""

from __future__ import annotations

import json
import secrets
import tomllib

from deploy.demo.plan import DemoPlan
from shared.sealing import new_key
from shared.settings.load import SETTINGS_FILE

GATEWAY_ACCOUNT = {"merchant_id": "3002607", "hash_key": "pwFHCqoQZGmho4w6", "hash_iv": "EkRm7iFT261dpevs"}
"""The public test account of the gateway; it settles nothing anywhere but at the simulator."""


def ensure_settings(plan: DemoPlan) -> dict[str, dict[str, object]]:
    """The demo's settings, section by section; written with new secrets if the home folder has none."""
    plan.home.mkdir(parents=True, exist_ok=True)
    file = plan.home / SETTINGS_FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(_text(plan), encoding="utf-8")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def environment(plan: DemoPlan) -> dict[str, str]:
    """Where everything stands in this run. It wins over the file: one home can be started on other ports or over https."""
    portals = [plan.address("caseportal"), plan.address("statistics")]
    shared = {"GATEHOUSE_HOME": str(plan.home)}
    if plan.tls:
        shared["SSL_CERT_FILE"] = str(plan.authority)
    return shared | {
        "GATEHOUSE_IDP_BASE_URL": plan.address("idp"),
        "GATEHOUSE_IDP_MAIL_URL": f"smtp://localhost:{plan.port('smtp')}",
        "GATEHOUSE_IDP_OUTBOUND_EXCEPTIONS": json.dumps(portals),
        "GATEHOUSE_IDP_PORTAL_URLS": json.dumps({"student": f"{portals[0]}/mainland", "agency": portals[1]}),
        "GATEHOUSE_CASEPORTAL_BASE_URL": plan.address("caseportal"),
        "GATEHOUSE_CASEPORTAL_ISSUER": plan.address("idp"),
        "GATEHOUSE_CASEPORTAL_MAIL_URL": f"smtp://localhost:{plan.port('smtp')}",
        "GATEHOUSE_CASEPORTAL_GATEWAYS": json.dumps(
            {"ecpay": GATEWAY_ACCOUNT | {"address": f"{plan.address('desk')}/gateway"}}
        ),
    }


def _text(plan: DemoPlan) -> str:
    sections: dict[str, dict[str, object]] = {
        "idp": _service(plan, "idp"),
        "caseportal": _service(plan, "caseportal")
        | {"issuer": plan.address("idp"), "client_id": "caseportal", "client_secret": secrets.token_urlsafe(32)},
        "statistics": {"client_id": "statistics", "client_secret": secrets.token_urlsafe(32)},
    }
    lines = ["# Settings of this installation, made at the first start. Without these keys the data cannot be read."]
    for name, values in sections.items():
        lines += ["", f"[{name}]"]
        # JSON strings, lists and booleans are TOML values, too.
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _service(plan: DemoPlan, name: str) -> dict[str, object]:
    return {
        "base_url": plan.address(name),
        "database_url": f"sqlite:///{plan.home / f'{name}.db'}",
        "sealing_keys": [f"demo1:{new_key()}"],
        "index_key": new_key(),
        "mail_url": f"smtp://localhost:{plan.port('smtp')}",
        "mail_from": "gatehouse@example.gov.tw",
        "demo": True,
        "log_json": False,
    }
