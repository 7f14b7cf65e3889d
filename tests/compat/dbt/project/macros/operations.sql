{% macro count_rows(relation_name) %}
  {% set found = run_query("select count(*) as n from " ~ relation_name) %}
  {{ log("rows: " ~ found.columns[0].values()[0], info=true) }}
{% endmacro %}

{% macro rename_and_swap() %}
  {% set schema = target.schema %}
  {% set first = api.Relation.create(database=target.database, schema=schema, identifier='FIRST_ONE', type='table') %}
  {% set other = api.Relation.create(database=target.database, schema=schema, identifier='OTHER_ONE', type='table') %}
  {% do run_query("create or replace table " ~ first ~ " as select 1 as i") %}
  {% do adapter.drop_relation(other) %}
  {% do adapter.rename_relation(first, other) %}
  {% do run_query("create or replace table " ~ first ~ " as select 2 as i") %}
  {% do run_query("alter table " ~ first ~ " swap with " ~ other) %}
  {% do adapter.truncate_relation(other) %}
{% endmacro %}

{% macro schema_comes_and_goes() %}
  {% set place = api.Relation.create(database=target.database, schema='PASSING') %}
  {% do adapter.create_schema(place) %}
  {{ log("exists: " ~ adapter.check_schema_exists(target.database, 'PASSING'), info=true) }}
  {% do adapter.drop_schema(place) %}
  {{ log("exists: " ~ adapter.check_schema_exists(target.database, 'PASSING'), info=true) }}
{% endmacro %}
