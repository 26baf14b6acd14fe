"""Settings of payments."""

from pydantic import BaseModel, ConfigDict, SecretStr


class PaymentSettings(BaseModel):
    """What payments need to know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    gateways: dict[str, dict[str, SecretStr]] = {}
    """One section per gateway by its name, with what that gateway asks for (ECPay: `merchant_id`, `hash_key`, `hash_iv`,
    `address`). A gateway without its settings is not offered."""

    def plain(self) -> dict[str, dict[str, str]]:
        """The sections as gateways take them."""
        return {
            name: {key: value.get_secret_value() for key, value in section.items()}
            for name, section in self.gateways.items()
        }
