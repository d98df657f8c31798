import path from 'node:path';

// Which part of src/ may import which. A feature never imports another feature: what two need belongs to lib or
// components, and going from one to the other is the router's duty.
const allowed = {
  styles: ['styles'],
  components: ['components', 'lib', 'styles'],
  lib: ['lib'],
  features: ['components', 'lib', 'styles'],
  shell: ['shell', 'features', 'components', 'lib', 'styles'],
  test: ['test', 'components', 'lib', 'features', 'shell'],
  key: ['lib', 'styles', 'key'],
};

const root = path.resolve(import.meta.dirname, '../src');

function place(file) {
  const parts = path.relative(root, file).split(path.sep);
  if (parts[0] === '..' || parts.length < 2) return null;
  return { layer: parts[0], feature: parts[0] === 'features' ? parts[1] : null, parts };
}

function resolve(from, specifier) {
  if (specifier.startsWith('$lib/')) return path.join(root, 'lib', specifier.slice(5));
  if (specifier.startsWith('$components/')) return path.join(root, 'components', specifier.slice(12));
  return specifier.startsWith('.') ? path.resolve(path.dirname(from), specifier) : null;
}

export default {
  rules: {
    layers: {
      meta: {
        type: 'problem',
        schema: [],
        messages: {
          no: '{{from}} may not import {{to}}.',
          tauri: 'Only lib/ipc/tauri.ts and key/ may import @tauri-apps.',
        },
      },
      create(context) {
        const file = context.filename;
        const from = place(file);
        const check = (node, source) => {
          if (typeof source !== 'string' || !from) return;
          if (source.startsWith('@tauri-apps/')) {
            const where = from.parts.join('/');
            if (where !== 'lib/ipc/tauri.ts' && from.layer !== 'key') context.report({ node, messageId: 'tauri' });
            return;
          }
          const target = resolve(file, source);
          const to = target && place(target);
          if (!to) return;
          const isTest = file.endsWith('.test.ts');
          const same = from.feature !== null && from.feature === to.feature;
          const fine = same || (allowed[from.layer]?.includes(to.layer) ?? false) || (isTest && to.layer === 'test');
          if (!fine)
            context.report({
              node,
              messageId: 'no',
              data: { from: from.parts.slice(0, 2).join('/'), to: to.parts.slice(0, 2).join('/') },
            });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ImportExpression: (node) => check(node, node.source.value),
        };
      },
    },
  },
};
