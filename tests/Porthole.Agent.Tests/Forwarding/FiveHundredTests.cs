using Porthole.Agent.Devices.Health;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>Five hundred forwards on one router: a loop that is quiet when they are. Alone, because what the process allocates is counted.</summary>
[Collection(nameof(Alone))]
public sealed class FiveHundredTests : IAsyncLifetime
{
    private const int Forwards = 500;

    private readonly LoopBench _bench = new(LoopBench.Cameras(Forwards, index => (ushort)(20000 + index)));

    public async ValueTask InitializeAsync()
    {
        await _bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await _bench.UntilAsync(status => status.Forwards.All(forward => forward is { State: ForwardState.Mapped, External: not null }));
        await _bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), _ => _bench.Memory.Saved.Forwards.Count == Forwards);
        await _bench.UntilAsync(() => _bench.Loop.Unsettled == 0);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void Renewals_AreSpreadOverMinutes()
    {
        var seconds = _bench.Status.Forwards.GroupBy(forward => (long)(forward.RenewsAt!.Value - DateTimeOffset.UnixEpoch).TotalSeconds).ToList();

        // 500 over 450 seconds: about one a second. Ten in one second would happen once in a hundred thousand years of hours.
        seconds.Max(second => second.Count()).ShouldBeLessThan(14);
        (seconds.Max(second => second.Key) - seconds.Min(second => second.Key)).ShouldBeGreaterThan(400);
    }

    [Fact]
    public void Events_ThatChangeNothing_PublishNothingAndCostLittle()
    {
        const int events = 1000;
        var before = _bench.Snapshot;
        var isSettled = () => _bench.Loop.Unsettled == 0;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        for (var number = 0; number < events; number++)
        {
            _bench.Post(new LoopEvent.Tick());
            SpinWait.SpinUntil(isSettled);
        }

        // The array of 500 references, the list of what to remember, the plan of what is due: no copy of any forward.
        ((GC.GetTotalAllocatedBytes(precise: true) - allocated) / events).ShouldBeLessThan(10_000);
        _bench.Snapshot.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Device_OneChangesState_TheOther499KeepTheirSnapshots()
    {
        var before = _bench.Snapshot.Forwards;

        _bench.Post(new LoopEvent.DeviceAsked("camera-7/rtsp", DeviceAnswer.Silent));
        await _bench.UntilAsync(() => _bench.Snapshot.Forwards != before);

        _bench.Snapshot.Forwards.Zip(before).Count(pair => ReferenceEquals(pair.First, pair.Second)).ShouldBe(Forwards - 1);
    }

    [Fact]
    public async Task Restart_OfTheRouter_AsksForEachOnceAndFinishes()
    {
        _bench.Router.Table.Clear();
        _bench.Router.Calls.Clear();

        _bench.Router.Session!.Tell(new GatewayEvent.Restarted("the epoch began anew"));
        await _bench.UntilAsync(() => _bench.Router.Table.Count == Forwards);

        _bench.Router.Calls.Count.ShouldBe(Forwards);
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
