import { buildHiveCheck } from './hive-check.mjs';
import { buildHivex } from './hivex.mjs';

try {
  await buildHivex();
  await buildHiveCheck();
} catch (error) {
  console.error(`build-wasm: ${error.message}`);
  process.exitCode = 1;
}
