"""A payment gateway that speaks ECPay's all-in-one protocol and misbehaves on demand.

`orders` keeps what merchants have sent, `protocol` signs and checks, `behaviour` names the ways to misbehave, `delivery`
reports to merchants, `blueprint` holds the addresses.
"""
