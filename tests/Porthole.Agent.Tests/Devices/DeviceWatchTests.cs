using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Devices;

/// <summary>The watch, the loop and the router together, on a LAN that a test moves.</summary>
public sealed class DeviceWatchTests : IAsyncDisposable
{
    private const string Camera = "44:19:b6:00:00:20";
    private const string Stranger = "02:00:00:00:00:50";
    private const string Home = "127.0.1.20";
    private const string Away = "127.0.1.77";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("porthole-identity-");
    private readonly FakeNeighbours _lan = new();
    private readonly FakeSearch _search = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _watches = [];

    private string IdentitiesPath => Path.Combine(_folder.FullName, "identities.json");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // A watch that ends is perhaps still writing what it knows.
        await Task.WhenAll(_watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_CameraMoves_FollowedWithTheSameExternalPortAndSaidOnce()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        var moved = bench.Time.GetUtcNow();

        var status = await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554", External: "198.51.100.7:8554" }]);

        (bench.Time.GetUtcNow() - moved).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        status.Problems.ShouldContain(problem => problem.Code == "PH402" && problem.Title.Contains(Away, StringComparison.Ordinal));
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ShouldBe(IPEndPoint.Parse($"{Away}:554"));
        bench.Log.Count(line => line.Contains("PH402", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Run_ClockIsSetBack_AMoveIsFollowedAsSoonAsEver()
    {
        await using var bench = await StartAsync(Camera);
        bench.Time.SetWall(-TimeSpan.FromHours(3));
        bench.Post(new LoopEvent.ClockJumped("the clock was set"));
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        var moved = bench.Time.GetTimestamp();

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);

        bench.Time.GetElapsedTime(moved).ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Run_RouterIsSlowToForgetTheOldAddress_StatusSaysWhereTheMappingStillLeads()
    {
        await using var bench = await StartAsync(Camera);
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Router.Removing = removed.Task;
        _lan.Take(Home);
        _lan.Put(Away, Camera);

        var status = await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Problems.Any(problem => problem.Code == "PH402"));
        status.Forwards[0].Internal.ShouldBe($"{Home}:554");

        removed.SetResult();
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ShouldBe(IPEndPoint.Parse($"{Away}:554"));
    }

    [Fact]
    public async Task Run_SettingsGetTheNewAddress_Ph402Ends()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);

        bench.Change(One(Away, Camera));

        var status = await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped }] && status.Problems.IsEmpty);
        status.Forwards[0].Internal.ShouldBe($"{Away}:554");
    }

    [Fact]
    public async Task Run_StrangerTakesTheAddress_ClosedWithinTwoGlances()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Put(Home, Stranger);
        _lan.Announce(Home);

        bench.Time.Advance(TimeSpan.FromSeconds(2));

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH403") && status.Forwards[0].Route == Route.None);
        bench.Router.Table.ShouldBeEmpty();
        status.Forwards[0].State.ShouldBe(ForwardState.Failed);

        // And it stays closed, whatever becomes due.
        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(1), _ => bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch + TimeSpan.FromHours(2));
        bench.Router.Table.ShouldBeEmpty();
    }

    // What PH403 advises: the new MAC address in the settings, or none.
    [Theory]
    [InlineData(Stranger)]
    [InlineData(null)]
    public async Task Run_ClosedAndTheSettingsTakeTheNewMachine_OpensAgain(string? mac)
    {
        await using var bench = await StartAsync(Camera);
        _lan.Put(Home, Stranger);
        _lan.Announce(Home);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH403"));

        bench.Change(One(Home, mac));

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, DeviceOnline: true }] && status.Problems.IsEmpty);
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ShouldBe(IPEndPoint.Parse($"{Home}:554"));
    }

    [Fact]
    public async Task Run_FollowedAndTheSettingsNameAnotherMac_IsBackAtTheAddressOfTheSettings()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);

        // A new camera is hung up in the old one's place, which lies in a drawer with its power on.
        _lan.Put(Home, Stranger);
        bench.Change(One(Home, Stranger));

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Home}:554", DeviceOnline: true }]);
    }

    [Theory]
    [InlineData(Camera, Stranger)]
    [InlineData(null, null)]
    public async Task Run_FollowedThenRemovedAndRegisteredAnew_IsWhereTheSettingsSay(string? before, string? after)
    {
        await using var bench = await StartAsync(before);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);
        bench.Change(new PortholeSettings());
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards.IsEmpty && !File.ReadAllText(IdentitiesPath).Contains(Away, StringComparison.Ordinal));

        _lan.Put(Home, Stranger);
        bench.Change(One(Home, after));

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Home}:554", DeviceOnline: true }]);
    }

    [Fact]
    public async Task Run_RelayedAndStrangerTakesTheAddress_RelayIsGone()
    {
        await using var bench = await StartAsync(Camera, LoopBench.FreePort(), RoutePreference.Relay);
        bench.Status.Forwards[0].Relay.ShouldNotBeNull();
        _lan.Put(Home, Stranger);
        _lan.Announce(Home);

        bench.Time.Advance(TimeSpan.FromSeconds(2));

        await bench.UntilAsync(status => status.Forwards is [{ Relay: null, Route: Route.None }] && bench.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Run_LearnedMac_FollowedAfterSilenceAndRemembered()
    {
        await using (var bench = await StartAsync(mac: null))
        {
            _lan.Take(Home);
            _lan.Put(Away, Camera);
            await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: $"{Away}:554" }]);
        }

        // A new run opens the address in force first, not the registered one, which may be somebody else's by now.
        await using var next = await StartAsync(mac: null);
        next.Router.Calls.ShouldNotContain(call => call.Contains(Home, StringComparison.Ordinal));
        next.Status.Forwards[0].Internal.ShouldBe($"{Away}:554");
    }

    [Fact]
    public async Task Run_OffForGood_SweepsSeldomAndGently()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Problems.Any(problem => problem.Evidence.Contains("addresses of 127.0.1.1/24", StringComparison.Ordinal)));

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(10), _ => bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch + TimeSpan.FromHours(1));

        // At 0, 20, 40, 80, 160, 320, 640 s, then every quarter of an hour, and 252 addresses each.
        (_lan.Woken.Count / 252).ShouldBeInRange(3, 12);
        _search.Wanted.ShouldNotBeNull().Mac.ShouldBe(Camera);
    }

    [Fact]
    public async Task Run_OnlyTheBrandsSearchKnowsWhereItIs_FollowedByItsHint()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put("127.0.9.9", Camera);
        _search.Answer = IPAddress.Parse("127.0.9.9");

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, Internal: "127.0.9.9:554" }]);
    }

    [Fact]
    public async Task Run_TwoAddressesBehindTheMac_NotFollowed()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        _lan.Put("127.0.1.78", Camera);

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Problems.Any(problem => problem.Code == "PH401"));
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), _ => bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(4));

        bench.Status.Forwards[0].Internal.ShouldBe($"{Home}:554");
    }

    [Fact]
    public async Task Run_CameraThatOnlyAnswersArpElsewhere_NotFollowed()
    {
        await using var bench = await StartAsync(Camera);
        _lan.Take(Home);
        _lan.Put(Away, Camera);
        _lan.Closed[IPAddress.Parse(Away)] = true;

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), _ => bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(2));

        bench.Status.Forwards[0].Internal.ShouldBe($"{Home}:554");
    }

    private static PortholeSettings One(string address, string? mac, ushort external = 8554, RoutePreference route = RoutePreference.Auto) => new()
    {
        Devices =
        [
            new DeviceSettings
            {
                Name = "Door",
                Address = IPAddress.Parse(address),
                Mac = mac,
                Ports = [new PortSettings { Name = "rtsp", Protocol = Transport.Tcp, Internal = 554, External = external, Route = route }],
            },
        ],
    };

    private async Task<LoopBench> StartAsync(string? mac, ushort external = 8554, RoutePreference route = RoutePreference.Auto)
    {
        if (_lan.Machines.IsEmpty) _lan.Put(Home, Camera);
        var bench = new LoopBench(One(Home, mac, external, route));
        var file = new IdentityFile(IdentitiesPath, NullLogger<IdentityFile>.Instance);
        var watch = new DeviceWatch(bench.Board, bench.Post, _lan, _lan, _search, file, bench.Time, NullLogger<DeviceWatch>.Instance);
        watch.Recall();
        _watches.Add(Task.Run(() => watch.RunAsync(_stopping.Token), TestContext.Current.CancellationToken));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards is [{ State: ForwardState.Mapped, DeviceOnline: true }]);
        return bench;
    }

    private sealed class FakeSearch : IDeviceSearch
    {
        public IPAddress? Answer { get; set; }

        public WantedDevice? Wanted { get; private set; }

        public Task<ImmutableArray<IPAddress>> FindAsync(WantedDevice wanted, CancellationToken cancellationToken)
        {
            Wanted = wanted;
            return Task.FromResult<ImmutableArray<IPAddress>>(Answer is null ? [] : [Answer]);
        }
    }
}
