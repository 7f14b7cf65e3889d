{% snapshot loans_in_block %}
{{ config(strategy='check', unique_key=['member_id', 'isbn'], check_cols='all', target_schema='history') }}
select member_id, isbn, returned_at from {{ ref('loans') }}
{% endsnapshot %}
