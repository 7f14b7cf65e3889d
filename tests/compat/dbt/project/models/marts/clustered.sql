{{ config(cluster_by=['lent_on', 'year(returned_on)']) }}
select * from {{ ref('stg_loans') }}
