using Microsoft.Playwright;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>The dashboard in a real browser.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>The environment variable that names a folder for the README's pictures.</summary>
    private const string PicturesVariable = "PORTHOLE_PICTURES";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private DemoProcess? _demo;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux() || !File.Exists(Chromium), "The dashboard is tested in Debian's Chromium, which is not installed; tests/run.sh installs it.");
        _demo = await DemoProcess.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_demo is not null) await _demo.DisposeAsync();
    }

    [Fact]
    public async Task Dashboard_DemoRuns_ShowsEveryForwardOpen()
    {
        var (page, complaints) = await OpenAsync();

        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("All 2 cameras are reachable from outside.");
        await Assertions.Expect(page.Locator("#forwards [data-forward]")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("#forwards .badge.mapped")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("[data-forward='garage/rtsp']")).ToContainTextAsync("relayed by this PC");
        await Assertions.Expect(page.Locator("#path li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        complaints.ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "dashboard.png"), FullPage = true });
    }

    [Fact]
    public async Task Copy_Pressed_PutsTheAddressOnTheClipboard()
    {
        var (page, _) = await OpenAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await page.Locator("[data-forward='front-door/rtsp'] [data-act='copy']").ClickAsync();

        await Assertions.Expect(page.Locator("[data-forward='front-door/rtsp'] button")).ToHaveTextAsync("Copied");
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        copied.ShouldStartWith("rtsp://127.77.0.1:");
    }

    [Fact]
    public async Task Dashboard_PhoneSized_FitsTheScreen()
    {
        var (page, _) = await OpenAsync(new() { Width = 360, Height = 740 });
        await Assertions.Expect(page.Locator("#forwards [data-forward]")).ToHaveCountAsync(4);

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
    }

    [Fact]
    public async Task Api_AskedByAnotherSite_AnswersNothing()
    {
        var page = await _browser!.NewPageAsync();
        await page.RouteAsync("http://elsewhere.test/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>a hostile page</p>" }));
        await page.GotoAsync("http://elsewhere.test/");

        var read = await page.EvaluateAsync<string>(
            "url => fetch(url).then(answer => answer.text()).catch(error => 'refused')",
            new Uri(_demo!.Url, "/api/status").ToString());

        read.ShouldBe("refused");
    }

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ViewportSize? size = null)
    {
        var page = await _browser!.NewPageAsync(new() { ViewportSize = size ?? new() { Width = 1000, Height = 700 } });
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(_demo!.Url.ToString());
        return (page, complaints);
    }
}
