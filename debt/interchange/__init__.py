"""Tables from and for the operator's system: what their columns and cells mean.

Rules only: lines of text go in, values or reasons come out.
"""
