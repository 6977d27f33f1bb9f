import { API, type Project } from 'typescript/unstable/sync';
import { type JsonSchema, TypeSchemas } from './type-schema.ts';

/** The files of docs/schema by their names, made from `roots.ts`: one has the definitions, and the others refer to it. */

const DEFINITIONS = 'document.schema.json';

const FILES = [
  {
    name: DEFINITIONS,
    root: 'Document',
    title: 'The document that hivemend writes with --json (hivemend/2)',
  },
  {
    name: 'line.schema.json',
    root: 'Line',
    title: 'A line that hivemend writes with --json-lines (hivemend-lines/1)',
  },
  {
    name: 'report.schema.json',
    root: 'Report',
    title: 'What hivemend writes with --report FILE.json (hivemend-report/1)',
  },
] as const;

/** @param root the repository's folder */
export function schemaFiles(root: string): ReadonlyMap<string, string> {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProject: `${root}/tsconfig.json` }).getProjects()[0];
    if (project === undefined) throw new Error('there is no project of TypeScript');
    const typeOf = exportedTypes(project, `${root}/scripts/tools/schema/roots.ts`);
    const schemas = new TypeSchemas(project.checker, typeOf('WrittenError'));
    const whole = FILES.map((file) => ({ ...file, schema: schemas.of(typeOf(file.root)) }));
    return new Map(
      whole.map(({ name, title, schema }) => {
        const content =
          name === DEFINITIONS ? { ...schema, $defs: schemas.definitions } : elsewhere(schema, DEFINITIONS);
        return [name, textOf(title, content)];
      }),
    );
  } finally {
    api.close();
  }
}

/** The schema where its definitions are in another file. */
function elsewhere(schema: JsonSchema, file: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      keyword === '$ref' ? `${file}${value}` : value,
    ]),
  );
}

function exportedTypes({ program, checker }: Project, file: string) {
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const types = module === undefined ? [] : checker.getExportsOfModule(module);
  return (name: string) => {
    const found = types.find((type) => type.name === name);
    if (found === undefined) throw new Error(`${file} has no ${name}`);
    return checker.getDeclaredTypeOfSymbol(found);
  };
}

function textOf(title: string, content: JsonSchema): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...content };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
