import { parse } from 'yaml';
import { textOf } from './repository.ts';

/** An alert as deploy/prometheus/alerts.yml has it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

export function alertRules(): readonly AlertRule[] {
  const { groups } = parse(textOf('deploy/prometheus/alerts.yml')) as { groups: readonly { rules: readonly AlertRule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** Every query of the dashboard, by the title of its panel. */
export function dashboardQueries(): readonly { readonly title: string; readonly expr: string }[] {
  const { panels } = JSON.parse(textOf('deploy/grafana/dashboards/shop.json')) as {
    panels: readonly { title: string; targets?: readonly { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
}

/** Words of PromQL that are no names of metrics; functions are known by the parenthesis that follows. */
const words = new Set(['by', 'without', 'on', 'ignoring', 'and', 'or', 'unless', 'bool', 'offset', 'group_left', 'group_right']);

/** The names of the metrics a query reads. */
export function metricsIn(expr: string): readonly string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/(?<![\w.$])[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !words.has(name)))];
}

/** The names that an exposition in Prometheus' text format has, those of histograms' parts included. */
export function metricsExposed(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (type === 'histogram') for (const part of ['bucket', 'sum', 'count']) names.add(`${name}_${part}`);
    else names.add(name);
  }
  return names;
}
