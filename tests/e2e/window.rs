//! What a person does with a window: look, click, type, drag. Everything waits for what the window shows, never for
//! time, and everything gives up with words that tell what was there instead.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

/// How long a screen may take to show what it should.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(40);

/// The app's main window.
pub(crate) struct Window {
    client: Client,
    name: &'static str,
    out: PathBuf,
}

/// `[data-testid="…"]`
pub(crate) fn id(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

impl Window {
    pub(crate) fn new(client: Client, name: &'static str, out: PathBuf) -> Self {
        Self { client, name, out }
    }

    /// Runs a script in the page. `arguments` is what the script calls so.
    pub(crate) async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let running = self.client.execute(script, arguments);
        timeout(PATIENCE, running).await.context("the page does not answer")?.with_context(|| script.to_owned())
    }

    /// From now on the page's errors and refused loads are written down.
    pub(crate) async fn listen(&self) -> Result<()> {
        let script = "
            if (window.__trouble) return;
            const trouble = window.__trouble = [];
            addEventListener('error', (e) => trouble.push('error: ' + (e.message || e.target?.src || e.type)), true);
            addEventListener('unhandledrejection', (e) => trouble.push('rejection: ' + (e.reason?.message ?? e.reason)));
            addEventListener('securitypolicyviolation', (e) => trouble.push('csp: ' + e.violatedDirective + ' ' + e.blockedURI));
            const error = console.error;
            console.error = (...words) => { trouble.push('console: ' + words.join(' ')); error(...words); };";
        self.script(script, vec![]).await.map(drop)
    }

    /// Fails when the page complained.
    pub(crate) async fn no_trouble(&self) -> Result<()> {
        let trouble = self.script("return window.__trouble ?? []", vec![]).await?;
        ensure!(trouble == json!([]), "the page complained: {trouble}");
        Ok(())
    }

    /// Waits until `look` finds something.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        limit: Duration,
        look: impl AsyncFn() -> Result<Option<T>>,
    ) -> Result<T> {
        let start = Instant::now();
        loop {
            let last = match timeout(PATIENCE, look()).await.context("the page does not answer")? {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if start.elapsed() > limit {
                let _shot = self.shot("failed").await;
                let there = self.testids().await.unwrap_or_default();
                let why = last.map(|error| format!("\nlast: {error:#}")).unwrap_or_default();
                bail!("waited {} s for {what}{why}\non screen: {there}", limit.as_secs());
            }
            sleep(GLANCE).await;
        }
    }

    /// The test ids on screen, for the words of a failure.
    async fn testids(&self) -> Result<String> {
        let script = "return [...document.querySelectorAll('[data-testid]')].map((e) => e.dataset.testid
            + (e.dataset.state ? '=' + e.dataset.state : '')).join(' ') + ' | ' + document.body.innerText.slice(0, 400)";
        Ok(self.script(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for the first real screen.
    pub(crate) async fn ready(&self) -> Result<()> {
        self.see_css("html[data-ready=\"true\"]").await.map(drop)
    }

    /// Waits until something with this test id can be seen.
    pub(crate) async fn see(&self, testid: &str) -> Result<Element> {
        self.see_css(&id(testid)).await
    }

    /// Waits until something that matches can be seen.
    pub(crate) async fn see_css(&self, css: &str) -> Result<Element> {
        self.see_within(css, PATIENCE).await
    }

    /// Waits so long until something that matches can be seen.
    pub(crate) async fn see_within(&self, css: &str, limit: Duration) -> Result<Element> {
        self.until(css, limit, async || {
            for element in self.client.find_all(Locator::Css(css)).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits until nothing matches any more.
    pub(crate) async fn gone(&self, css: &str) -> Result<()> {
        let what = format!("{css} to go");
        self.until(&what, PATIENCE, async || {
            let left = self.client.find_all(Locator::Css(css)).await?;
            Ok(left.is_empty().then_some(()))
        })
        .await
    }

    /// How many match now.
    pub(crate) async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Clicks, as soon as that is possible.
    pub(crate) async fn click(&self, testid: &str) -> Result<()> {
        self.click_css(&id(testid)).await
    }

    /// Clicks what matches, as soon as that is possible: it is on screen, enabled, and nothing covers it.
    pub(crate) async fn click_css(&self, css: &str) -> Result<()> {
        let what = format!("a click on {css}");
        self.until(&what, PATIENCE, async || {
            for element in self.client.find_all(Locator::Css(css)).await? {
                if element.is_displayed().await? && element.is_enabled().await? {
                    element.click().await?;
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Replaces what stands in a field by typing.
    pub(crate) async fn fill(&self, testid: &str, text: &str) -> Result<()> {
        let field = self.see(testid).await?;
        field.clear().await.with_context(|| format!("clearing {testid}"))?;
        field.send_keys(text).await.with_context(|| format!("typing into {testid}"))?;
        let now = field.prop("value").await?.unwrap_or_default();
        ensure!(now == text, "{testid} holds {now:?} after typing {text:?}");
        Ok(())
    }

    /// Chooses an option of a `<select>` by its value.
    pub(crate) async fn choose(&self, testid: &str, value: &str) -> Result<()> {
        let field = self.see(testid).await?;
        field.select_by_value(value).await.with_context(|| format!("choosing {value} in {testid}"))
    }

    /// The text that a person reads there.
    pub(crate) async fn text(&self, testid: &str) -> Result<String> {
        Ok(self.see(testid).await?.text().await?)
    }

    /// An attribute of the first that matches and can be seen.
    pub(crate) async fn attr(&self, css: &str, name: &str) -> Result<String> {
        let value = self.see_css(css).await?.attr(name).await?;
        value.with_context(|| format!("{css} has no {name}"))
    }

    /// Middle of an element in the window, scrolled into view.
    pub(crate) async fn middle(&self, css: &str) -> Result<(f64, f64)> {
        self.see_css(css).await?;
        let script = "
            const e = document.querySelector(arguments[0]);
            e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
            const r = e.getBoundingClientRect();
            return [r.x + r.width / 2, r.y + Math.min(r.height / 2, 40)];";
        let at = self.script(script, vec![json!(css)]).await?;
        let number = |index: usize| at.get(index).and_then(Value::as_f64).context("a place on screen");
        Ok((number(0)?, number(1)?))
    }

    /// Saves what the window shows as `target/e2e/NAME-STEP.png`.
    pub(crate) async fn shot(&self, step: &str) -> Result<()> {
        let png = timeout(PATIENCE, self.client.screenshot()).await.context("the screenshot hangs")??;
        fs::write(self.out.join(format!("{}-{step}.png", self.name)), png)?;
        Ok(())
    }

    /// The driver's client, for what is not above.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the driver's session.
    pub(crate) async fn leave(&self) {
        let _gone = timeout(Duration::from_secs(5), self.client.clone().close()).await;
    }
}
