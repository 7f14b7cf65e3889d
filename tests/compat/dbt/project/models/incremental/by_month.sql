{{ config(
    incremental_strategy='microbatch', event_time='lent_at', begin='2024-01-01', batch_size='month', lookback=1,
) }}
select id, lent_at from {{ ref('events') }}
