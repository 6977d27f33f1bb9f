import {
  type Checker,
  type Symbol as NamedSymbol,
  ObjectFlags,
  SignatureKind,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync';

/** A JSON Schema of the draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** TypeScript's own, which say nothing about what they are made of. */
const UTILITIES = new Set(['Exclude', 'Extract', 'Omit', 'Partial', 'Pick', 'Readonly', 'Record']);

const DECIMAL: JsonSchema = { type: 'string', pattern: '^-?[0-9]+$' };

/**
 * Schemas of types, as the compiler knows them and as `report/json.ts` writes their values: 64-bit numbers in decimal,
 * errors as `{ code, message, details }`, a LazyList as an array, or not where it was told item by item. Types with a name
 * become definitions. What can't be written as JSON is refused.
 */
export class TypeSchemas {
  readonly #checker: Checker;
  readonly #error: Type;
  readonly #names = new Map<number, string>();
  readonly #definitions = new Map<string, JsonSchema>();
  /** Where in the value the type stands that is at hand. */
  readonly #path: string[] = [];

  /** @param error what stands for a HiveError */
  constructor(checker: Checker, error: Type) {
    this.#checker = checker;
    this.#error = error;
  }

  /** By their names, those of all types that were asked for and of what they consist of. */
  get definitions(): { readonly [name: string]: JsonSchema } {
    return Object.fromEntries([...this.#definitions].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** @throws Error that names the type for which JSON has nothing */
  of(type: Type): JsonSchema {
    const simple = simpleSchema(type);
    if (simple !== undefined) return simple;
    if (nameOf(type) === 'HiveError') return this.of(this.#error);
    const name = this.#definitionName(type);
    if (name === undefined) return this.#shapeOf(type);
    if (!this.#definitions.has(name)) {
      this.#definitions.set(name, {});
      const about = (type.getAliasSymbol() ?? type.getSymbol())?.getDocumentationComment(this.#checker);
      this.#definitions.set(name, described(this.#shapeOf(type), about));
    }
    return { $ref: `#/$defs/${name}` };
  }

  #shapeOf(type: Type): JsonSchema {
    if (type.isUnionType()) return this.#unionOf(type.getTypes() ?? []);
    if (type.isIntersectionType()) {
      // A brand: the number or text that carries it.
      const simple = (type.getTypes() ?? []).map(simpleSchema).find((schema) => schema !== undefined);
      return simple ?? this.#objectOf(type);
    }
    if (this.#checker.isArrayType(type)) return { type: 'array', items: this.#argumentOf(type) };
    if (isLazyList(type)) return { type: 'array', items: this.#argumentOf(type) };
    if (this.#checker.isTupleType(type)) return this.#tupleOf(type);
    return this.#objectOf(type);
  }

  #argumentOf(list: Type): JsonSchema {
    const [item] = list.isTypeReference() ? this.#checker.getTypeArguments(list) : [];
    if (item === undefined) throw this.#refused(list);
    return this.of(item);
  }

  /** Of a fixed length: no other is there. */
  #tupleOf(tuple: Type): JsonSchema {
    const items = this.#ownArguments(tuple).map((item) => this.of(item));
    return { type: 'array', prefixItems: items, items: false, minItems: items.length };
  }

  #unionOf(members: readonly Type[]): JsonSchema {
    const present = members.filter((member) => !isAbsent(member));
    const literals = present.flatMap((member) => (member.isLiteralType() ? [member.value] : []));
    const others = distinct(
      present.filter((member) => !member.isLiteralType()).map((member) => this.of(member)),
    );
    const alternatives = [...literalsSchema(literals), ...others];
    const [only] = alternatives;
    return only !== undefined && alternatives.length === 1 ? only : { anyOf: alternatives };
  }

  #objectOf(type: Type): JsonSchema {
    const isForeign = type.getSymbol() !== undefined && this.#isClass(type);
    if (isForeign || (!type.isObjectType() && !type.isIntersectionType())) throw this.#refused(type);
    if (this.#checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) throw this.#refused(type);
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const content = this.#checker.getTypeOfSymbol(property);
      if (content === undefined) throw this.#refused(type);
      if (isNever(content)) continue;
      this.#path.push(property.name);
      properties[property.name] = described(
        this.of(content),
        property.getDocumentationComment(this.#checker),
      );
      this.#path.pop();
      if (!isOptional(property, content)) required.push(property.name);
    }
    const [index] = this.#checker.getIndexInfosOfType(type);
    return {
      type: 'object',
      properties,
      ...(required.length === 0 ? {} : { required: required.sort() }),
      ...(index === undefined ? {} : { additionalProperties: this.of(index.valueType) }),
    };
  }

  /** Instances of classes have methods: no JSON gives them back. */
  #isClass(type: Type): boolean {
    return type.isClassOrInterface() && ((type.getSymbol()?.flags ?? 0) & SymbolFlags.Class) !== 0;
  }

  /** Undefined for what has no name of its own. */
  #definitionName(type: Type): string | undefined {
    const known = this.#names.get(type.id);
    if (known !== undefined) return known;
    const own = this.#isList(type) ? undefined : nameOf(type);
    if (own === undefined) return undefined;
    const args =
      type.getAliasSymbol() === undefined ? this.#ownArguments(type) : type.getAliasTypeArguments();
    const name = [own, ...args.map((argument) => nameOf(argument) ?? this.#textOf(argument))].join('-');
    const same = [...this.#names.values()].filter((other) => other === name || other.startsWith(`${name}.`));
    const unique = same.length === 0 ? name : `${name}.${same.length + 1}`;
    this.#names.set(type.id, unique);
    return unique;
  }

  #isList(type: Type): boolean {
    return this.#checker.isArrayType(type) || this.#checker.isTupleType(type) || isLazyList(type);
  }

  #ownArguments(type: Type): readonly Type[] {
    return type.isTypeReference() ? this.#checker.getTypeArguments(type) : [];
  }

  #textOf(type: Type): string {
    return this.#checker.typeToString(type).replace(/[^A-Za-z0-9]+/g, '_');
  }

  #refused(type: Type): Error {
    return new Error(`JSON has nothing for ${this.#path.join('.')}: ${this.#checker.typeToString(type)}`);
  }
}

function simpleSchema(type: Type): JsonSchema | undefined {
  if (type.isLiteralType()) return { const: type.value };
  if (type.flags & TypeFlags.String) return { type: 'string' };
  if (type.flags & TypeFlags.Number) return { type: 'number' };
  if (type.flags & TypeFlags.Boolean) return { type: 'boolean' };
  if (type.flags & TypeFlags.Null) return { type: 'null' };
  if (type.flags & TypeFlags.BigInt) return DECIMAL;
  if (type.isTemplateLiteralType())
    return { type: 'string', pattern: `^${type.texts.map(escaped).join('.*')}$` };
  return undefined;
}

function literalsSchema(values: readonly unknown[]): JsonSchema[] {
  const isBoolean = values.includes(true) && values.includes(false);
  const others = isBoolean ? values.filter((value) => typeof value !== 'boolean') : values;
  const [only] = others;
  return [
    ...(isBoolean ? [{ type: 'boolean' }] : []),
    ...(others.length === 0 ? [] : [others.length === 1 ? { const: only } : { enum: [...others].sort() }]),
  ];
}

/** A name that its author gave; none of what the compiler made up. */
function nameOf(type: Type): string | undefined {
  const alias = type.getAliasSymbol();
  if (alias !== undefined) return UTILITIES.has(alias.name) ? undefined : alias.name;
  const isNamed = type.isObjectType() && (type.objectFlags & ObjectFlags.Anonymous) === 0;
  const symbol = isNamed ? type.getSymbol() : undefined;
  return symbol === undefined || symbol.name.startsWith('__') ? undefined : symbol.name;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const isLazyList = (type: Type): boolean => type.getSymbol()?.name === 'LazyList';

const isAbsent = (type: Type): boolean => (type.flags & TypeFlags.Undefined) !== 0;

const isNever = (type: Type): boolean => (type.flags & TypeFlags.Never) !== 0;

const membersOf = (type: Type): readonly Type[] => (type.isUnionType() ? (type.getTypes() ?? []) : [type]);

function isOptional(property: NamedSymbol, content: Type): boolean {
  const mayLack = (type: Type): boolean => isAbsent(type) || isLazyList(type);
  return (property.flags & SymbolFlags.Optional) !== 0 || membersOf(content).some(mayLack);
}

function distinct(schemas: readonly JsonSchema[]): JsonSchema[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}

function described(schema: JsonSchema, about = ''): JsonSchema {
  return about === '' ? schema : { description: about.replace(/\s+/g, ' ').trim(), ...schema };
}
