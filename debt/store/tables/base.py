"""What all tables share: names of constraints, and how Python types are kept."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, TypeVar

from sqlalchemy import BigInteger, MetaData, String
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, mapped_column

from debt.store.database import UtcDateTime

Identifier = Annotated[str, mapped_column(String(64))]
Currency = Annotated[str, mapped_column(String(3))]
Minor = Annotated[int, mapped_column(BigInteger)]

AnyEnum = TypeVar("AnyEnum", bound=Enum)


class Base(DeclarativeBase):
    """The debt floor's tables; constraints get names, so that migrations can too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012


def values_of(kind: type[AnyEnum]) -> SqlEnum:
    """A text column that holds the values of an enumeration and nothing else."""
    return SqlEnum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda members: [each.value for each in members],
        validate_strings=True,
    )
