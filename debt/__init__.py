"""What the product knows about debt: rules, store, gateways and services.

The rules (the modules beside this one) are pure. ``debt.store`` keeps what they
describe, ``debt.gateways`` names the outside services, ``debt.services`` joins them.
"""
