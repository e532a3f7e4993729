{# A model that is computed once, by whoever comes first: by dbt, a notebook or a job. `dbt run --full-refresh` computes it anew. #}
{% materialization turnstile, adapter='spark' %}
  {%- set target = this.incorporate(type='table') -%}
  {{ run_hooks(pre_hooks) }}
  {%- if should_full_refresh() -%}
    {% do run_query('SET spark.turnstile.rerun=allow') %}
    {% call statement('main') %} CREATE OR REPLACE TABLE {{ target }} AS {{ compiled_code }} {% endcall %}
    {% do run_query('RESET spark.turnstile.rerun') %}
  {%- else -%}
    {% call statement('main') %} CREATE TABLE IF NOT EXISTS {{ target }} AS {{ compiled_code }} {% endcall %}
  {%- endif -%}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
