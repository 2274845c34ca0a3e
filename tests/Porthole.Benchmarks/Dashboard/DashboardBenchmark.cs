using Microsoft.Playwright;
using Porthole.Benchmarks.FirstRule;
using Porthole.EndToEnd.Tests.Browser;
using Porthole.Lab;

namespace Porthole.Benchmarks.Dashboard;

/// <summary>The dashboard of an agent with 64 forwards behind a real router: how soon it can be used, how soon it shows a change, and what it costs the agent.</summary>
public static class DashboardBenchmark
{
    private const int Cameras = 32;
    private const int Forwards = Cameras * 2;
    private const string ForwardsText = "64";
    private const int Runs = 15;
    private const double MostMilliseconds = 300;
    private const double MostChangeMilliseconds = 1000;
    private const double MostIdleMegabytes = 60;
    private const double MostOpenMegabytes = 80;
    private const double MostPercent = 0.2;

    private static readonly Uri Url = new("http://127.0.0.1:8730/");

    // After the last mapping: the searches and device checks of the start are over.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>The page's own clock, from the start of the navigation to the moment at which all rows and the verdict stand.</summary>
    private const string NoteUsable = $$"""
        new MutationObserver((_, observer) => {
          if (document.querySelectorAll("[data-forward]").length !== {{ForwardsText}} || document.querySelector("#verdict-box")?.dataset.mood !== "good") return;
          observer.disconnect();
          requestAnimationFrame(() => { document.documentElement.dataset.usable = performance.now(); });
        }).observe(document, { childList: true, subtree: true, attributes: true });
        """;

    /// <summary>From the sending of a pause to the moment at which the page shows it.</summary>
    private const string TimePause = """
        async ([id, verb, badges]) => {
          const token = sessionStorage.getItem("porthole-token");
          const began = performance.now();
          const seen = new Promise((resolve) => {
            new MutationObserver((_, observer) => {
              if (document.querySelectorAll("#forwards .badge.paused").length !== badges) return;
              observer.disconnect();
              resolve(performance.now());
            }).observe(document.body, { childList: true, subtree: true });
          });
          await fetch(`/api/devices/${id}/${verb}`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
          return await seen - began;
        }
        """;

    /// <summary>Runs the benchmark: <c>[--program FILE]</c>; 1 when an aim is missed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if ((LabRequirements.Missing ?? BrowserSession.Missing) is { } missing)
        {
            Console.Error.WriteLine($"dashboard cannot run here. {missing}");
            return 1;
        }

        var program = await Contest.ProgramAsync(args);
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        lab.FrontDoor.HangDoorbell(80);
        var folder = await lab.Nvr.MakeFolderAsync("dashboard", Settings());
        await using var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]);
        await lab.Router.WaitForRulesAsync($"{Forwards} forwards", rules => rules.Length == Forwards, TimeSpan.FromMinutes(2));
        await Task.Delay(Settle);
        var processId = await agent.ProcessIdAsync();
        var (idle, idlePercent) = await WatchAsync(processId);

        await using var browser = await BrowserSession.StartOnAsync(lab);
        var usable = await TimeLoadsAsync(browser);
        var (page, _) = await browser.OpenAsync(new Uri((await lab.Nvr.RunAsync(program, "open", "--print", "--data", $"{folder}/data")).Output.Trim()));
        await Assertions.Expect(page.Locator("[data-forward]")).ToHaveCountAsync(Forwards);
        var changes = await TimeChangesAsync(page);
        await Task.Delay(Settle);
        var (open, openPercent) = await WatchAsync(processId);

        Console.WriteLine($"Dashboard with {Forwards} forwards");
        Row("first screen usable, median", $"{usable[Runs / 2]:0} ms", $"{MostMilliseconds:0} ms");
        Row("first screen usable, slowest", $"{usable[^1]:0} ms", "-");
        Row("change asked for to change shown, median", $"{changes[Runs / 2]:0} ms", $"{MostChangeMilliseconds:0} ms");
        Row("change asked for to change shown, slowest", $"{changes[^1]:0} ms", "-");
        Row("memory (RSS), idle", $"{idle:0} MB", $"{MostIdleMegabytes:0} MB");
        Row("memory (RSS), dashboard open", $"{open:0} MB", $"{MostOpenMegabytes:0} MB");
        Row("processor, idle", $"{idlePercent:0.00} %", $"{MostPercent:0.0} %");
        Row("processor, dashboard open", $"{openPercent:0.00} %", "-");
        return usable[Runs / 2] < MostMilliseconds && changes[Runs / 2] < MostChangeMilliseconds && idle < MostIdleMegabytes && open < MostOpenMegabytes && idlePercent < MostPercent ? 0 : 1;
    }

    private static async Task<double[]> TimeLoadsAsync(BrowserSession browser)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            // A context of its own: nothing is in its cache.
            await using var context = await browser.Browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.AddInitScriptAsync(NoteUsable);
            await page.GotoAsync(Url.ToString());
            await page.Locator("html[data-usable]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            times.Add(await page.EvaluateAsync<double>("Number(document.documentElement.dataset.usable)"));
        }

        return [.. times.Order()];
    }

    private static async Task<double[]> TimeChangesAsync(IPage page)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            times.Add(await page.EvaluateAsync<double>(TimePause, new object[] { "camera-1", "pause", 2 }));
            await page.EvaluateAsync<double>(TimePause, new object[] { "camera-1", "resume", 0 });
            await Assertions.Expect(page.Locator("#forwards .badge.mapped")).ToHaveCountAsync(Forwards, new() { Timeout = 30_000 });
        }

        return [.. times.Order()];
    }

    private static async Task<(double Megabytes, double Percent)> WatchAsync(int processId)
    {
        var before = ProcessFigures.Of(processId);
        await Task.Delay(Idle);
        var after = ProcessFigures.Of(processId);
        return (after.Resident / 1e6, (after.Processor - before.Processor) / Idle * 100);
    }

    private static void Row(string what, string measured, string aim) => Console.WriteLine($"  {what,-42}{measured,10}   aim: {aim}");

    private static string Settings() => $$"""
        { "Porthole": { "Devices": [
          {{string.Join(",\n", Enumerable.Range(0, Cameras).Select(n => $$"""
          { "Name": "Camera {{n}}", "Address": "192.168.1.20", "Ports": [
            { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": {{20_000 + n}} },
            { "Name": "https", "Protocol": "tcp", "Internal": 80, "External": {{21_000 + n}} } ] }
          """))}} ] } }
        """;
}
