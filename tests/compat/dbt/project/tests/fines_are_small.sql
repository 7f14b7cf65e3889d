{{ config(severity='warn', store_failures=true) }}
select loan_id, fine_cents from {{ ref('stg_loans') }} where fine_cents > 100
