using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>What the strip of the last day says of a time in which no agent ran.</summary>
public sealed class AvailabilityStripTests : Scenario
{
    /// <summary>What is drawn at some hours before now: its class and its colour.</summary>
    private const string ReadStrip = """
        (strip, hours) => hours.map((hour) => {
          const box = strip.getBoundingClientRect();
          const bar = document.elementFromPoint(box.left + box.width * (1 - hour / 24), box.top + box.height / 2);
          return `${bar.getAttribute("class")} ${getComputedStyle(bar).fill}`;
        })
        """;

    /// <summary>A run that was killed told no end: what it last said must not count for the hours after it.</summary>
    [Fact]
    public async Task Strip_AgentKilledAndStartedAgain_IsGreyForTheTimeItWasAway()
    {
        Assert.SkipWhen(BrowserSession.Missing is not null, BrowserSession.Missing ?? "");
        await Lab.Router.StartAsync();
        var settings = Settings.For(Settings.Yard);
        var first = await Lab.Nvr.StartAgentAsync(settings);
        await first.WaitUntilMappedAsync(forwards: 1, "direct");
        var history = $"/proc/{Lab.ProcessId}/root{Lab.Nvr.DataFolder}/history.json";
        await Wait.UntilAsync(
            "the history to be on disk",
            async () => File.Exists(history) && (await File.ReadAllTextAsync(history)).Contains("\"state\":\"mapped\"", StringComparison.Ordinal),
            () => Task.FromResult(File.Exists(history) ? File.ReadAllText(history) : "There is no file."));
        await first.KillAsync();

        // It began ten hours ago and was killed six hours ago: the real times would be narrower than a pixel.
        await MoveBackAsync(history, TimeSpan.FromHours(10));
        File.SetLastWriteTimeUtc(history, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-6));
        var second = await Lab.Nvr.StartAgentAsync(settings);
        await second.WaitUntilMappedAsync(forwards: 1, "direct");

        await using var browser = await BrowserSession.StartOnAsync(Lab);
        var (page, complaints) = await browser.OpenAsync(new Uri("http://127.0.0.1:8730/"));
        await Assertions.Expect(page.Locator(".strip svg")).ToHaveCountAsync(1);
        await page.Locator(".strip svg").ScrollIntoViewIfNeededAsync();
        var drawn = await page.Locator(".strip svg").EvaluateAsync<string[]>(ReadStrip, new[] { 20, 9, 7, 5, 3, 1 });

        drawn.Select(bar => bar[..bar.IndexOf(' ')]).ShouldBe(["unknown", "mapped", "mapped", "unknown", "unknown", "unknown"]);
        var (green, grey) = (Colour(drawn[1]), Colour(drawn[3]));
        (green[1] - green[0]).ShouldBeGreaterThan(60, drawn[1]);
        (grey.Max() - grey.Min()).ShouldBeLessThan(30, drawn[3]);
        await Assertions.Expect(page.Locator(".strip")).ToContainTextAsync("open 100 % of the 4 h");
        complaints.ShouldBeEmpty();
    }

    private static async Task MoveBackAsync(string history, TimeSpan by)
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(history))!;
        foreach (var transition in document["transitions"]!.AsArray())
            transition!["at"] = DateTimeOffset.Parse(transition["at"]!.GetValue<string>(), CultureInfo.InvariantCulture).Subtract(by).ToString("O", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(history, document.ToJsonString());
    }

    /// <summary>Red, green and blue of "mapped rgb(31, 157, 91)".</summary>
    private static int[] Colour(string bar) => [.. bar[(bar.IndexOf('(') + 1)..^1].Split(", ").Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
}
