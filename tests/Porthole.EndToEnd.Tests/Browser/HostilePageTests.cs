using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>A page of somebody else, open in the owner's browser: what it can do to the agent in a real browser.</summary>
public sealed class HostilePageTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>A name that its owner lets lead to 127.0.0.1 once the page has been loaded (DNS rebinding).</summary>
    private const string ReboundHost = "rebound.test";

    /// <summary>Whatever a page can send; yields for each way whether something could be read of the answer.</summary>
    private const string Attacks = """
        async ([agent, token]) => {
          const yard = JSON.stringify({ name: "Hostile", address: "192.0.2.66", ports: [{ name: "http", internal: 80 }] });
          const owner = { Authorization: `Bearer ${token}` };
          const read = async (answer) => answer.type === "opaque" ? "sent blindly" : `read ${answer.status} ${await answer.text()}`;
          const ask = (path, options) => fetch(agent + path, options).then(read).catch(() => "refused");
          const form = (path, enctype) => new Promise((done) => {
            const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { name: `f${Math.random()}` }));
            frame.onload = () => done("sent blindly");
            const sheet = document.body.appendChild(Object.assign(document.createElement("form"), { method: "post", enctype, action: agent + path, target: frame.name }));
            sheet.appendChild(Object.assign(document.createElement("input"), { name: yard.slice(0, -1) + ', "x": "', value: '" }' }));
            sheet.submit();
          });
          const listen = () => new Promise((done) => {
            const events = new EventSource(agent + "/api/events");
            events.onerror = () => { events.close(); done("refused"); };
            events.addEventListener("status", (event) => { events.close(); done(`read ${event.data}`); });
          });
          return [
            await ask("/api/status", {}),
            await ask("/api/devices", { mode: "no-cors" }),
            await listen(),
            await form("/api/devices", "text/plain"),
            await form("/api/devices/front-door/pause", "application/x-www-form-urlencoded"),
            await ask("/api/devices", { method: "POST", mode: "no-cors", body: yard }),
            await ask("/api/devices", { method: "POST", mode: "no-cors", headers: owner, body: yard }),
            await ask("/api/devices", { method: "POST", headers: { "Content-Type": "text/plain" }, body: yard }),
            await ask("/api/devices", { method: "POST", headers: { ...owner, "Content-Type": "application/json" }, body: yard }),
            await ask("/api/devices/front-door/pause", { method: "POST", mode: "no-cors", credentials: "include" }),
            await ask("/api/devices/front-door/pause", { method: "POST", headers: owner }),
            await ask("/api/devices/front-door", { method: "DELETE", headers: owner }),
            await ask("/api/discovery", { method: "POST", headers: owner }),
            navigator.sendBeacon(agent + "/api/devices", new Blob([yard], { type: "text/plain" })) ? "sent blindly" : "refused",
          ];
        }
        """;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private DemoProcess? _demo;

    private DemoProcess Demo => _demo!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux() || !File.Exists(Chromium), "Hostile pages are tested in Debian's Chromium, which is not installed; tests/run.sh installs it.");
        _demo = await DemoProcess.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--host-resolver-rules=MAP {ReboundHost} 127.0.0.1",

                // A browser that asks before a page may reach this PC at all would leave the agent's own door untried.
                "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights,PrivateNetworkAccessRespectPreflightResults",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_demo is not null) await _demo.DisposeAsync();
    }

    [Theory]
    [InlineData("http://elsewhere.test")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost:1")]
    public async Task Page_OfAnotherOrigin_NeitherReadsNorWrites(string origin)
    {
        await UntilOpenAsync();
        var before = await DevicesAsync();
        var (page, answers) = await OpenAsync(origin);

        var results = await AttackAsync(page, Demo.Url.GetLeftPart(UriPartial.Authority));

        // Even whoever has come by the token cannot use it from another page.
        results.ShouldAllBe(result => result == "refused" || result == "sent blindly");
        answers.ShouldNotBeEmpty();
        answers.ShouldAllBe(status => status == (int)HttpStatusCode.Forbidden || status == (int)HttpStatusCode.OK);
        (await DevicesAsync()).ShouldBe(before);
        await ShouldStillServeItsOwnerAsync();
    }

    [Fact]
    public async Task Page_UnderANameThatLeadsHere_IsToldNothingAndChangesNothing()
    {
        await UntilOpenAsync();
        var before = await DevicesAsync();
        var here = $"http://{ReboundHost}:{Demo.Url.Port}";
        var (page, answers) = await OpenAsync(here);

        var results = await AttackAsync(page, here);

        // To the browser all of it is one origin, so the page may read every answer: each must be a refusal.
        results.Where(result => result.StartsWith("read", StringComparison.Ordinal)).ShouldAllBe(result => result.StartsWith("read 403 ", StringComparison.Ordinal) && result.Contains("Not from here"));
        results.Count(result => result.StartsWith("read", StringComparison.Ordinal)).ShouldBeGreaterThan(8);
        answers.ShouldAllBe(status => status == (int)HttpStatusCode.Forbidden);
        (await DevicesAsync()).ShouldBe(before);
        await ShouldStillServeItsOwnerAsync();
    }

    [Fact]
    public async Task Dashboard_FramedByAnotherPage_IsNotShown()
    {
        var (page, _) = await OpenAsync("http://elsewhere.test");

        await page.EvaluateAsync("url => new Promise((done) => { const frame = document.createElement('iframe'); frame.onload = done; frame.src = url; document.body.append(frame); })", Demo.Url.ToString());

        page.Frames.Count.ShouldBe(2);
        page.Frames[1].Url.ShouldNotBe(Demo.Url.ToString());
        (await page.Frames[1].Locator("#verdict").CountAsync()).ShouldBe(0);
    }

    private Task<string[]> AttackAsync(IPage page, string agent) => page.EvaluateAsync<string[]>(Attacks, new[] { agent, Demo.Token });

    /// <summary>Opens a page of this origin; what the agent answers to it from then on is kept.</summary>
    private async Task<(IPage Page, List<int> Answers)> OpenAsync(string origin)
    {
        var page = await _browser!.NewPageAsync();
        await page.RouteAsync($"{origin}/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<body>a hostile page" }));
        await page.GotoAsync($"{origin}/");
        var answers = new List<int>();
        page.Response += (_, response) => answers.Add(response.Status);
        return (page, answers);
    }

    private async Task UntilOpenAsync() => await Porthole.Lab.Wait.UntilAsync("the demo's devices", async () => (await DevicesAsync()).Contains("front-door", StringComparison.Ordinal), DevicesAsync);

    private async Task<string> DevicesAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Demo.Url, "/api/devices"));
    }

    /// <summary>The token that the pages had is the right one, and refusing them has not used up the owner's patience.</summary>
    private async Task ShouldStillServeItsOwnerAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Demo.Url, "/api/devices/front-door/pause"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Demo.Token);
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await DevicesAsync()).ShouldContain("\"paused\":true");
    }
}
