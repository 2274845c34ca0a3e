using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Each way in which a way in can be lost, and each way in which that is noticed; judged by people on the internet who try every 50 ms.</summary>
public sealed class RecoveryTests : Scenario
{
    // What an agent does in a second on an idle machine it does within this on a busy one. The benchmark `outages` has the real times.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private const string Eager = """ "Mapping": { "VerifyInterval": "00:00:02" } """;

    private AgentProcess? _agent;

    /// <summary>Announcement, epoch, NOTIFY, BOOTID: everything that a starting router says and answers.</summary>
    [Fact]
    public async Task PowerCut_AnnouncementHeard_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig());

        await Lab.Router.RebootAsync(httpPort: 5566);

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>Nothing is announced: the epoch of the next answer has fallen.</summary>
    [Theory]
    [InlineData("pcp")]
    [InlineData("nat-pmp")]
    public async Task PowerCut_OnlyTheEpochTells_ReachableAgain(string protocol)
    {
        await using var viewer = await WatchAsync(
            new RouterConfig { EnableUpnp = false }, $$"""{{Eager}}, "Gateway": { "Protocols": ["{{protocol}}"] } """, "relayed", isDeaf: true);

        await Lab.Router.RebootAsync(httpPort: 5566);

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>NOTIFY and the boot number: UPnP alone announces the start.</summary>
    [Fact]
    public async Task PowerCut_OnlyUpnpAnnouncesIt_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig { EnableNatPmp = false });

        await Lab.Router.RebootAsync(httpPort: 5566);

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>Nothing is announced, and UPnP is served elsewhere: the control URL is gone.</summary>
    [Fact]
    public async Task PowerCut_OnlyTheControlUrlIsGone_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig { EnableNatPmp = false }, Eager, isDeaf: true);

        await Lab.Router.RebootAsync(httpPort: 5566);

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    [Fact]
    public async Task Replaced_ByAnotherModelWithAnotherMac_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig());

        await Lab.Router.ReplaceAsync(new RouterConfig { IgdV1 = true, Uuid = "6f1b0a52-7a3c-4d0e-9a41-1f0c6f3d2b10", HttpPort = 5580 }, "02:00:00:00:00:02");

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>miniupnpd that ends in good order says goodbye and removes what it made.</summary>
    [Fact]
    public async Task Goodbye_RouterStopsAndStarts_IsShownAtOnceAndReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig());

        var stopped = Stopwatch.GetTimestamp();
        await Lab.Router.StopAsync();

        await _agent!.WaitForStatusAsync("that it is not open", status => status.Forwards is [{ State: not "mapped" }], Recovery, Knocker.Interval);
        TestContext.Current.TestOutputHelper?.WriteLine($"Shown {Stopwatch.GetElapsedTime(stopped).TotalMilliseconds:0} ms after the daemon was told to stop");
        await _agent.WaitForStatusAsync("that it failed", status => status.Forwards is [{ State: "failed" }] && status.Problems.Any(problem => problem.Code == "PH202"), Recovery);
        await Lab.Router.StartAsync(new RouterConfig());
        await _agent.WaitUntilMappedAsync(forwards: 1, "direct", Recovery);
        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>Nothing is announced, and the router is back before anything was due to be asked: the sign of life shows it, minutes before the readback.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PowerCut_ShortAndNothingTells_ReachableAgainBeforeTheNextReadback(bool natPmp)
    {
        await using var viewer = await WatchAsync(new RouterConfig { EnableNatPmp = natPmp }, isDeaf: true);

        // The event that follows the subscription does not come.
        await WaitForSubscriptionAsync();
        await Task.Delay(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);
        await Lab.Router.RebootAsync(httpPort: natPmp ? 5566 : 5555);

        await ShouldAnswerAsync(viewer, since: Lab.Router.StartedAt);
    }

    /// <summary>An event tells that the table shrank; the next readback is minutes away.</summary>
    [Fact]
    public async Task SilentDrop_EventTells_ReachableAgainBeforeTheNextReadback()
    {
        await using var viewer = await WatchAsync(new RouterConfig { EnableNatPmp = false });
        await WaitForSubscriptionAsync();

        var before = await Lab.Router.RulesAsync();
        await Lab.Router.ForgetAsync("tcp", 8080);

        // It may be open again between two tries of the viewer; a rule that was made again has another handle.
        await Lab.Router.WaitForRulesAsync("the forward made again", rules => rules.Length == 1 && rules[0].Handle != before[0].Handle, Recovery);
        await ShouldAnswerAsync(viewer, since: Stopwatch.GetTimestamp());
    }

    [Fact]
    public async Task SilentDrop_NothingTells_ReachableAgainAfterTheNextReadback()
    {
        await using var viewer = await WatchAsync(new RouterConfig(), Eager, isDeaf: true);

        var began = Stopwatch.GetTimestamp();
        await Lab.Router.ForgetAsync("tcp", 8080);

        await viewer.TimeUntilOverAsync(began, Lab.DescribeAsync, Recovery);
    }

    [Fact]
    public async Task WanAddress_EventTells_PublishedBeforeTheNextReadback()
    {
        await using var viewer = await WatchAsync(new RouterConfig());
        await WaitForSubscriptionAsync();

        await Lab.Router.ChangeWanAddressAsync("11.0.0.9");

        await _agent!.WaitForStatusAsync("the new address", status => status.Forwards is [{ State: "mapped", External: "11.0.0.9:8080" }], Recovery);
        await using var there = Knocker.Start(Lab.Viewer, 8080, "11.0.0.9");
        await ShouldAnswerAsync(there, since: 0);
    }

    [Fact]
    public async Task Cable_OutAndInAgain_RelayIsReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig(), route: "relayed");

        var began = Stopwatch.GetTimestamp();
        await Lab.PullCableAsync(Lab.Nvr);
        await viewer.WaitUntilTurnedAwayAsync(began, Lab.DescribeAsync);
        var plugged = Stopwatch.GetTimestamp();
        await Lab.PlugCableAsync(Lab.Nvr);

        await ShouldAnswerAsync(viewer, since: plugged);
    }

    [Fact]
    public async Task PcAddress_ChangedByDhcp_RelayIsReachableAtTheSamePort()
    {
        Assert.SkipWhen(Dhcp.Missing is not null, Dhcp.Missing ?? "");
        await Lab.Dhcp.LeaseAsync("192.168.1.10");
        await using var viewer = await WatchAsync(new RouterConfig(), """ "Gateway": { "Protocols": ["upnp"] } """, "relayed");

        var began = Stopwatch.GetTimestamp();
        await Lab.Dhcp.LeaseAsync("192.168.1.33");

        await viewer.TimeUntilOverAsync(began, Lab.DescribeAsync, Recovery);
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.33:8080");
    }

    [Fact]
    public async Task DefaultRoute_TakenByAVpnAndGivenBack_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig(), route: "relayed");

        await Lab.Nvr.StartVpnAsync();
        await _agent!.WaitForStatusAsync("the VPN's gateway", status => status.Network.Gateway == "10.8.0.1", Recovery);
        var given = Stopwatch.GetTimestamp();
        await Lab.Nvr.StopVpnAsync();

        await _agent.WaitForStatusAsync("the router again", status => status.Network.Gateway == Router.LanAddress, Recovery);
        await _agent.WaitUntilMappedAsync(forwards: 1, "relayed", Recovery);
        await ShouldAnswerAsync(viewer, since: given);
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.10:8080");
    }

    [Fact]
    public async Task DefaultRoute_MovedToAnotherCardOfTheSameLan_ReachableAgain()
    {
        await using var viewer = await WatchAsync(new RouterConfig(), """ "Gateway": { "Protocols": ["upnp"] } """, "relayed");
        await Lab.AddSecondCardAsync();

        var began = Stopwatch.GetTimestamp();
        await Lab.Nvr.RunAsync("ip", "link", "set", "eth0", "down");
        await Lab.Nvr.RunAsync("ip", "route", "replace", "default", "via", Router.LanAddress, "dev", "eth1");

        await viewer.TimeUntilOverAsync(began, Lab.DescribeAsync, Recovery);
        await Lab.Router.ShouldForwardAsync($"tcp 8080 -> {RouterLab.SecondCardAddress}:8080");
    }

    private async Task<Knocker> WatchAsync(RouterConfig router, string section = "", string route = "direct", bool isDeaf = false)
    {
        await Lab.Router.StartAsync(router);
        Lab.FrontDoor.HangDoorbell(80);
        if (isDeaf)
            await Lab.Nvr.ShutOutAnnouncementsAsync();
        var preference = route == "relayed" ? "relay" : "auto";
        _agent = await Lab.Nvr.StartAgentAsync(Settings.With(section, $$"""
            { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8080, "Route": "{{preference}}" } ] }
            """));
        await _agent.WaitUntilMappedAsync(forwards: 1, route);
        var viewer = Knocker.Start(Lab.Viewer, 8080);
        await ShouldAnswerAsync(viewer, since: 0);
        return viewer;
    }

    private Task<TimeSpan> ShouldAnswerAsync(Knocker viewer, long since) => viewer.TimeUntilAnsweredAsync(since, Lab.DescribeAsync, Recovery);

    // The agent subscribes a while after it has found the router; the daemon logs it, in debug mode.
    private Task WaitForSubscriptionAsync() => Wait.UntilAsync(
        "the agent to subscribe to events", () => Task.FromResult(Lab.Router.HasLogged("SUBSCRIBE")), Lab.DescribeAsync);
}
