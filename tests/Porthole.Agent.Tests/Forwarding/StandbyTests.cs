using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>This PC slept, or its clock was set.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private readonly LoopBench _bench = new(LoopBench.OneCamera(8554));
    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        await _bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await _bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });
        await _bench.UntilAsync(() => _bench.Loop.Unsettled == 0);
        var armed = _bench.Time.Timers;
        _watch = Task.Run(() => new ClockWatch(_bench.Loop, _bench.Time).RunAsync(_stop.Token));
        await _bench.UntilAsync(() => _bench.Time.Timers == armed + 1);
        _bench.Router.Calls.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _bench.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Sleep_SteadyClockStoodStill_EverythingIsAskedAnewWithinSeconds()
    {
        // Linux: eight hours on the wall, none on the clock of the timers. The router has forgotten the lease long ago.
        _bench.Router.Table.Clear();
        var searches = _bench.Router.Session!.Searches;
        _bench.Time.SetWall(TimeSpan.FromHours(8));

        _bench.Time.Advance(TimeSpan.FromSeconds(2));

        await _bench.UntilAsync(() => !_bench.Router.Table.IsEmpty);
        var status = await _bench.UntilAsync(status => status.Forwards[0].LeaseExpires > DateTimeOffset.UnixEpoch.AddHours(8.9));
        status.Forwards[0].State.ShouldBe(ForwardState.Mapped);
        _bench.Router.Session.Searches.ShouldBeGreaterThan(searches);
        _bench.Transitions.ShouldContain(transition => transition.Subject == "this-pc" && transition.Why.Contains("+28800 s"));
    }

    [Fact]
    public async Task Sleep_NoRouterOnWaking_OpensAsSoonAsThereIsOne()
    {
        _bench.Post(new LoopEvent.GatewayLocated(null));
        await _bench.UntilAsync(status => status.Network.Gateway is null);
        _bench.Time.SetWall(TimeSpan.FromHours(8));
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        await _bench.UntilAsync(() => _bench.Transitions.Any(transition => transition.Subject == "this-pc"));

        await _bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await _bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
    }

    [Fact]
    public async Task Clock_SetBackADay_RenewalsAreNotADayLate()
    {
        _bench.Time.SetWall(TimeSpan.FromDays(-1));
        _bench.Time.Advance(TimeSpan.FromSeconds(2));

        var status = await _bench.UntilAsync(status => status.Forwards[0].RenewsAt < _bench.Time.GetUtcNow() + TimeSpan.FromMinutes(38));

        status.Forwards[0].LeaseExpires.ShouldBe(_bench.Time.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Clock_SetBackADayWhileTheRouterIsSilent_RenewsBeforeTheLeaseEnds()
    {
        _bench.Router.IsSilent = true;
        _bench.Time.SetWall(TimeSpan.FromDays(-1));
        await _bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), _ => _bench.Router.Calls.Count(call => call.StartsWith("map", StringComparison.Ordinal)) > RouterPipelines.Retries && _bench.Loop.Unsettled == 0);
        _bench.Router.IsSilent = false;
        _bench.Router.Calls.Clear();
        var set = _bench.Time.GetUtcNow();

        await _bench.AdvanceUntilAsync(TimeSpan.FromMinutes(1), _ => _bench.Router.Calls.Any(call => call.StartsWith("map", StringComparison.Ordinal)));

        _bench.Time.GetUtcNow().ShouldBeLessThan(set + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Clock_SetBackAYear_TheTableIsReadWithinTheHour()
    {
        await _bench.UntilAsync(() => !_bench.Snapshot.Table.IsEmpty);
        _bench.Time.SetWall(TimeSpan.FromDays(-365));
        _bench.Router.Table[(Transport.Tcp, 554)] = new MappingRequest { Transport = Transport.Tcp, ExternalPort = 554, Internal = new IPEndPoint(IPAddress.Parse("127.0.0.20"), 554), Description = "IPCamera" };
        var set = _bench.Time.GetUtcNow();

        await _bench.AdvanceUntilAsync(TimeSpan.FromMinutes(1), status => status.Problems.Any(problem => problem.Code == "PH404") || _bench.Time.GetUtcNow() > set + TimeSpan.FromHours(2));

        _bench.Status.Problems.ShouldContain(problem => problem.Code == "PH404");
    }

    [Fact]
    public async Task Clock_CorrectedByASecond_AsksNothing()
    {
        _bench.Time.SetWall(TimeSpan.FromSeconds(1));
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        await _bench.UntilAsync(() => _bench.Loop.Unsettled == 0);

        _bench.Router.Calls.ShouldBeEmpty();
        _bench.Transitions.ShouldNotContain(transition => transition.Subject == "this-pc");
    }

    [Fact]
    public async Task Sleep_RouterSilentAfterwards_IsOpenAgainWhenItAnswers()
    {
        _bench.Router.Table.Clear();
        _bench.Router.IsSilent = true;
        _bench.Time.SetWall(TimeSpan.FromHours(8));
        await _bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), status => status.Forwards[0].State == ForwardState.Failed);

        _bench.Router.IsSilent = false;
        await _bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), status => status.Forwards[0].State == ForwardState.Mapped);

        _bench.Router.Table.Count.ShouldBe(1);
    }
}
