// Links with values that nobody can read, and with more than a view shows: what it is, and a button that mends it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems, openPage } from '../support/browser.mjs';
import { openWith } from '../support/page-under-test.mjs';
import { settled, startVisits } from '../support/visit.mjs';

const world = startVisits();

/** Of the example. */
async function visit(query, work) {
  const { page, context, problems } = await openPage(world.browser, {});
  try {
    await page.goto(`${world.site.url}?metrics=demo&${query}`);
    await work(page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

const search = (page) => decodeURIComponent(new URL(page.url()).search);

const wrong = [
  { query: 'by=namespace,nonsense', value: 'nonsense', button: /^(Leave the key out|去掉该维度)$/, after: '' },
  { query: 'by=nonsense&v=gpu', value: 'nonsense', button: /^(Leave the key out|去掉该维度)$/, after: 'v=gpu' },
  { query: 'f=xx:::', value: 'xx:::', button: /^(Remove the filter|移除筛选)$/, after: '' },
  { query: 'f=namespace:"a&v=flow', value: 'namespace:"a', button: /^(Remove the filter|移除筛选)$/, after: 'v=flow' },
  { query: 'share=overhead%3Bfoo', value: 'foo', button: /^(Remove the rule|移除该规则)$/, after: 'share=overhead' },
  { query: 'v=overview&share=foo', value: 'foo', button: /^(Remove the rule|移除该规则)$/, after: 'v=overview' },
  { query: 'v=prices&wis=foo', value: 'foo', button: /^(Remove the rule|移除该规则)$/, after: 'v=prices' },
  { query: 'idle=share&part=zz', value: 'zz', button: /^(Share all of it|全部共享)$/, after: 'idle=share' },
  { query: 'cmp=foo', value: 'foo', button: /^(Show no change|不显示变化)$/, after: '' },
  {
    query: 'cmp=2020-01-01..2020-01-02',
    value: '2020-01-01..2020-01-02',
    button: /^(Show no change|不显示变化)$/,
    after: '',
  },
];

for (const language of ['en', 'zh-CN']) {
  test(`a value that cannot be read is named, with a button that takes it out: ${language}`, async () => {
    for (const { query, value, button, after } of wrong) {
      await visit(`${query}&lang=${language}`, async (page) => {
        const alert = page.getByRole('alert').filter({ has: page.getByRole('button', { name: button }) });
        await alert.waitFor();
        assert.equal(await alert.locator('code').first().innerText(), value, query);
        // The engine speaks English; what it says is there for who asks.
        const [sentence] = (await alert.innerText()).split('\n');
        if (language === 'zh-CN') assert.match(sentence, /[\u4e00-\u9fff]/, query);
        assert.equal(
          await alert.getByText(/no aggregation key|column \d|names nothing|no coefficient|neither a word/).isVisible(),
          false,
        );
        await alert.getByRole('button', { name: button }).click();
        await alert.waitFor({ state: 'detached' });
        await settled(page);
        const rest = [after, `lang=${language}`].filter(Boolean).join('&');
        assert.equal(search(page), `?metrics=demo&${rest}`, query);
      });
    }
  });
}

test('the rest of the page is usable beside it, and nothing is hard to read', async () => {
  await visit('cmp=foo&by=team', async (page) => {
    await page.getByRole('alert').waitFor();
    await settled(page);
    assert.ok((await page.getByRole('treegrid').getByRole('row').count()) > 3);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
  await visit('f=xx:::', async (page) => {
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('.refusal mark').innerText(), 'xx:::');
    await page.getByText('What the engine says').click();
    await page.getByText('there is no field "xx"').waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await page
      .getByRole('link', { name: 'Assets' })
      .or(page.getByRole('button', { name: 'Assets' }))
      .first()
      .click();
    await page.locator('.assets-table').first().waitFor();
  });
});

test('a window that is none is named, of a server too', async () => {
  const { page, context } = await openPage(world.browser, {});
  await openWith(page, world.site.url, world.source.url, 'w=foo');
  const alert = page.getByRole('alert');
  await alert.getByText('This is no window of time: foo.').waitFor();
  await alert.getByRole('button', { name: 'Show the usual window' }).click();
  assert.equal(new URL(page.url()).searchParams.get('w'), null);
  await context.close();
});

for (const view of ['allocation', 'overview', 'flow', 'assets', 'gpu']) {
  test(`a scenario that ${view} does not show is said, and shown at a press`, async () => {
    await visit(`v=${view}&wi=spot:35`, async (page) => {
      const note = page.getByRole('note').filter({ hasText: 'A scenario in the link' });
      assert.equal(await note.locator('code').innerText(), 'spot:35');
      await note.getByRole('button', { name: 'Show the scenario' }).click();
      await page.getByText('Scenario total').or(page.locator('.drawer-open')).first().waitFor();
      assert.equal(await note.count(), 0);
      assert.equal(search(page), '?metrics=demo&wi=spot:35&drawer=whatif');
    });
  });
}

test('where the scenario is shown, or there are no figures, nothing is said of it; it can be removed', async () => {
  for (const query of ['wi=spot:35&drawer=whatif', 'v=prices&wi=spot:35', 'v=queries&wi=spot:35']) {
    await visit(query, async (page) => {
      await page.locator('.answer, .queries-table').first().waitFor();
      assert.equal(await page.getByText('A scenario in the link').count(), 0, query);
    });
  }
  await visit('v=flow&wi=spot:35&wip=m6i.2xlarge:0.4', async (page) => {
    const note = page.getByRole('note').filter({ hasText: 'A scenario in the link' });
    assert.equal(await note.locator('code').innerText(), 'spot:35, m6i.2xlarge:0.4');
    await note.getByRole('button', { name: 'Remove it' }).click();
    await note.waitFor({ state: 'detached' });
    assert.equal(search(page), '?metrics=demo&v=flow');
  });
});

test('a filter that a view is not of is said', async () => {
  for (const [view, words] of [
    ['overview', 'This view is of everything'],
    ['assets', 'This view is of everything'],
    ['gpu', 'Nodes and what is idle are of everything'],
  ]) {
    await visit(`v=${view}&f=namespace:"search"`, async (page) => {
      const note = page.getByRole('note').filter({ hasText: words });
      assert.equal(await note.locator('code').innerText(), 'namespace:"search"');
      if (view === 'overview') assert.deepEqual(await accessibilityProblems(page), []);
      await note.getByRole('button', { name: 'See what it keeps' }).click();
      await page.locator('.answer').waitFor();
      assert.equal(await note.count(), 0);
      assert.equal(search(page), '?metrics=demo&f=namespace:"search"');
    });
  }
});

test('the example named twice is the example, and a source named twice is one', async () => {
  await visit('metrics=demo', async (page) => {
    await settled(page);
    assert.equal(search(page), '?metrics=demo');
  });
  await world.visit(
    async ({ page }) => {
      await settled(page);
      assert.deepEqual(new URL(page.url()).searchParams.getAll('metrics'), [world.source.url]);
    },
    { query: `metrics=${encodeURIComponent(world.source.url)}/&metrics=demo` },
  );
});

test('what only a server is asked is said of the example, and goes with a press', async () => {
  await visit(`mode=totals&resolution=30m&match=${encodeURIComponent('cluster="prod"')}`, async (page) => {
    const note = page.getByRole('note').filter({ hasText: 'Only servers are asked this:' });
    assert.equal(await note.locator('code').innerText(), 'totals, 30m, cluster="prod"');
    await note.getByRole('button', { name: 'Leave it out' }).click();
    await note.waitFor({ state: 'detached' });
    assert.equal(search(page), '?metrics=demo');
  });
});

test('a server is asked with a step and matchers, and the command line that is offered says both', async () => {
  await world.visit(
    async ({ page }) => {
      await settled(page);
      await page.getByRole('button', { name: 'Ask elsewhere', exact: true }).click();
      const line = await page.getByRole('region', { name: 'Command line' }).locator('code').innerText();
      assert.match(line, / --resolution 30m --match 'namespace="shop"' /);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: /Queries/ }).click();
      const usage = page.getByRole('link', { name: /cpu_usage/ }).first();
      const graph = new URL(await usage.getAttribute('href')).searchParams;
      assert.match(graph.get('g0.expr'), /container_cpu_usage_seconds_total\{[^}]*namespace="shop"/);
    },
    { query: `resolution=30m&match=${encodeURIComponent('namespace="shop"')}` },
  );
});

test('a step that no hour holds is refused with a way back', async () => {
  await world.visit(
    async ({ page }) => {
      await page.getByRole('button', { name: 'Ask without 7m' }).click();
      await settled(page);
      assert.equal(new URL(page.url()).searchParams.get('resolution'), null);
    },
    { query: 'resolution=7m' },
  );
});
