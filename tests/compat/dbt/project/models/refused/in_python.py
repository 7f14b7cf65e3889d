def model(dbt, session):  # noqa: ANN001, ANN201
    dbt.config(materialized="table")
    return dbt.ref("stg_loans")
