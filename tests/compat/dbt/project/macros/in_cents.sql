{% macro in_cents(column) %}({{ column }} * 100)::number(38, 0){% endmacro %}
