// Field options that the plugin declared, as its own parts reach them: Grafana hands them out only through the plugin.
import type { FieldConfigOptionsRegistry } from '@grafana/data';

interface HasFieldOptions {
  readonly fieldConfigRegistry: FieldConfigOptionsRegistry;
}

let registered: HasFieldOptions | null = null;

/** Remembers the plugin and gives it back. */
export function register<Plugin extends HasFieldOptions>(plugin: Plugin): Plugin {
  registered = plugin;
  return plugin;
}

export function fieldOptions(): FieldConfigOptionsRegistry {
  if (!registered) throw new Error('the plugin is not registered');
  return registered.fieldConfigRegistry;
}
