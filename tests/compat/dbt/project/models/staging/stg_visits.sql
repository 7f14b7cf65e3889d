select member_id, payload:purpose::varchar as purpose, loaded_at from {{ source('desk', 'visits') }}
