using Microsoft.Playwright;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>Debian's Chromium, on this machine or on a machine of the lab.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly string? _wrapper;

    private BrowserSession(IPlaywright playwright, IBrowser browser, string? wrapper) => (_playwright, Browser, _wrapper) = (playwright, browser, wrapper);

    public IBrowser Browser { get; }

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && File.Exists(Chromium) ? null : "The dashboard is tested in Debian's Chromium, which is not installed; tests/run.sh installs it.";

    public static Task<BrowserSession> StartAsync() => StartAsync(Chromium, wrapper: null);

    /// <summary>Starts it on the PC of a lab, where nothing but the lab can be reached.</summary>
    public static async Task<BrowserSession> StartOnAsync(RouterLab lab)
    {
        var wrapper = Path.Combine(Path.GetTempPath(), $"porthole-chromium-{Guid.NewGuid():n}");

        // Only the network is the lab's: the driver ends the browser by its process id, and finds its files.
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec nsenter --net=/proc/{lab.ProcessId}/root/run/netns/nvr {Chromium} \"$@\"\n");
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await StartAsync(wrapper, wrapper);
    }

    /// <summary>Opens a page of its own, and keeps what it complains of.</summary>
    public async Task<(IPage Page, List<string> Complaints)> OpenAsync(Uri url, ViewportSize? size = null, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await Browser.NewPageAsync(new() { ViewportSize = size ?? new() { Width = 1100, Height = 760 }, ColorScheme = scheme, Locale = "en-GB" });
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            // Labs that stand at the same time plug network cards in and out of this machine; what was cut off is asked for again.
            if (message.Type == "error" && !message.Text.Contains("net::ERR_NETWORK_CHANGED", StringComparison.Ordinal)) complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(url.ToString());
        return (page, complaints);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        if (_wrapper is not null) File.Delete(_wrapper);
    }

    private static async Task<BrowserSession> StartAsync(string program, string? wrapper)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new BrowserSession(playwright, browser, wrapper);
    }
}
