select
    id as member_id,
    name as member_name,
    joined_on,
    iff(active, 'active', 'left') as status
from {{ ref('members') }}
