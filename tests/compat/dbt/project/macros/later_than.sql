{% test later_than(model, earlier, later) %}
select * from {{ model }} where {{ later }} < {{ earlier }}
{% endtest %}
