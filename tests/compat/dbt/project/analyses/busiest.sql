select member_id from {{ ref('member_loans') }} order by loans desc limit 1
