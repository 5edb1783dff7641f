declare module 'wasm_exec' {}

/** What Go's own script defines: it runs a program that Go compiled. */
declare class Go {
  readonly importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}
