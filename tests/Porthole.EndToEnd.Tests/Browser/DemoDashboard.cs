using Microsoft.Playwright;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>The demo's dashboard in a browser; one of each for every test.</summary>
public abstract class DemoDashboard : IAsyncLifetime
{
    private BrowserSession? _session;
    private DemoProcess? _demo;

    protected BrowserSession Session => _session!;

    internal DemoProcess Demo => _demo!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(BrowserSession.Missing is not null, BrowserSession.Missing ?? "");
        _demo = await DemoProcess.StartAsync();
        _session = await BrowserSession.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_session is not null) await _session.DisposeAsync();
        if (_demo is not null) await _demo.DisposeAsync();
    }

    /// <summary>Opens a page of the dashboard and waits until it is live.</summary>
    protected async Task<(IPage Page, List<string> Complaints)> OpenAsync(string hash = "", ViewportSize? size = null, ColorScheme scheme = ColorScheme.Light)
    {
        var (page, complaints) = await Session.OpenAsync(new Uri(Demo.Url, hash), size, scheme);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        return (page, complaints);
    }
}
