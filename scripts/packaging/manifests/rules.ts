/** What a manifest must be like, as its format's documentation says: a small part of JSON Schema, checked before it is written. */
export type Rule =
  | {
      readonly is: 'text';
      readonly pattern?: RegExp;
      readonly oneOf?: readonly string[];
      readonly atLeast?: number;
      readonly atMost?: number;
    }
  | { readonly is: 'list'; readonly of: Rule; readonly atLeast?: number; readonly atMost: number }
  | {
      readonly is: 'object';
      readonly fields: Readonly<Record<string, Rule>>;
      readonly required: readonly string[];
    };

/** @throws Error that names every place where the value is not as the rule says */
export function requireValid(what: string, value: unknown, rule: Rule): void {
  const found = violations(value, rule, what);
  if (found.length > 0) throw new Error(`no valid manifest:\n  ${found.join('\n  ')}`);
}

export function violations(value: unknown, rule: Rule, at: string): string[] {
  switch (rule.is) {
    case 'text':
      return textViolations(value, rule, at);
    case 'list': {
      if (!Array.isArray(value)) return [`${at} is no list`];
      const { atLeast = 0, atMost } = rule;
      const isRepeated = new Set(value.map((one) => JSON.stringify(one))).size < value.length;
      return [
        ...(value.length < atLeast || value.length > atMost ? [`${at} has ${value.length} entries`] : []),
        ...(isRepeated ? [`${at} has the same entry twice`] : []),
        ...value.flatMap((one: unknown, index) => violations(one, rule.of, `${at}[${index}]`)),
      ];
    }
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
      const missing = rule.required.filter((name) => !(name in value));
      return [
        ...missing.map((name) => `${at} lacks ${name}`),
        ...Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
          const fieldRule = rule.fields[name];
          return fieldRule === undefined
            ? [`${at} has an unknown ${name}`]
            : violations(field, fieldRule, `${at}.${name}`);
        }),
      ];
    }
  }
}

function textViolations(value: unknown, rule: Extract<Rule, { is: 'text' }>, at: string): string[] {
  if (typeof value !== 'string') return [`${at} is no text`];
  const { pattern, oneOf, atLeast = 1, atMost = Number.POSITIVE_INFINITY } = rule;
  const length = [...value].length;
  return [
    ...(length < atLeast || length > atMost ? [`${at} has ${length} characters`] : []),
    ...(pattern === undefined || pattern.test(value) ? [] : [`${at} is not as it is to be: ${value}`]),
    ...(oneOf === undefined || oneOf.includes(value) ? [] : [`${at} is none of ${oneOf.join(', ')}`]),
  ];
}
