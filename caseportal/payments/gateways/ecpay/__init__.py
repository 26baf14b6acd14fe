"""ECPay (綠界), the all-in-one checkout of its public specification: form, signed callback, query.

Source: ECPay AIO specification, version 5. May import what `gateways` may.
"""

from caseportal.payments.gateways.ecpay.gateway import EcpayGateway

__all__ = ["EcpayGateway"]
