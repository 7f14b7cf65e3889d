select * from {{ ref('stg_loans') }} where fine_cents < 0
