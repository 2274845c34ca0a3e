using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class VigilTests : IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualTime _time = new();
    private readonly FakeProbe _probe;
    private readonly List<string> _returns = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Vigil _sut;
    private readonly Task _running;

    public VigilTests()
    {
        _probe = new FakeProbe(MappingProtocol.NatPmp, _time);
        _sut = new Vigil(() => _probe, _returns.Add, _time);
        _probe.Asked = () =>
        {
            if (_probe.Alive) _sut.Answered();
        };
        _running = Task.Run(() => _sut.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_GatewayIsHeard_IsNeverAsked()
    {
        _probe.Alive = true;
        _sut.Spoke();
        _sut.Answered();

        for (var spoken = TimeSpan.Zero; spoken < Hour; spoken += TimeSpan.FromMinutes(30))
        {
            await _time.RunAsync(TimeSpan.FromMinutes(30));
            _sut.Spoke();
        }

        _probe.Asks.ShouldBe(0);
    }

    [Fact]
    public async Task Run_NothingWasDueToBeHeard_IsAskedFewerThan20TimesAnHour()
    {
        _probe.Alive = true;
        _sut.Answered();

        await _time.RunAsync(Hour);

        _probe.Asks.ShouldBeInRange(10, 19);
    }

    [Fact]
    public async Task Run_EventDidNotCome_IsAskedEvery15Seconds()
    {
        _probe.Alive = true;
        _sut.DueToSpeak();
        _sut.Answered();

        await _time.RunAsync(TimeSpan.FromSeconds(15 * 60));

        // The first quarter of a minute goes by until the event is missed.
        _probe.Asks.ShouldBeInRange(58, 60);
    }

    [Fact]
    public async Task Run_LastWordIsOfLongAgo_IsAskedEvery15Seconds()
    {
        _probe.Alive = true;
        _sut.Spoke();
        _sut.Answered();

        await _time.RunAsync(TimeSpan.FromMinutes(34));
        _probe.Asks.ShouldBe(0);
        await _time.RunAsync(TimeSpan.FromMinutes(2));

        _probe.Asks.ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task Run_SilentForAMinute_IsWantedBackEveryTwoSecondsAndToldOnce()
    {
        _probe.Alive = true;
        _sut.DueToSpeak();
        _sut.Answered();
        await _time.RunAsync(TimeSpan.FromMinutes(1));

        var before = _probe.Asks;
        _probe.Alive = false;
        await _time.RunAsync(TimeSpan.FromMinutes(1));
        (_probe.Asks - before).ShouldBeInRange(20, 32);
        _returns.ShouldBeEmpty();
        _probe.Alive = true;
        await _time.RunAsync(TimeSpan.FromMinutes(1));

        _returns.ShouldHaveSingleItem().ShouldContain("of silence");
    }

    [Fact]
    public async Task Run_OneDatagramLost_IsNoSilence()
    {
        _probe.Alive = true;
        _sut.DueToSpeak();
        _sut.Answered();
        await _time.RunAsync(TimeSpan.FromMinutes(1));

        var asks = _probe.Asks;
        var answer = _probe.Asked;
        _probe.Asked = () =>
        {
            if (_probe.Asks > asks + 1) answer();
        };
        await _time.RunAsync(TimeSpan.FromMinutes(1));

        _probe.Asks.ShouldBeGreaterThan(asks + 1);
        _returns.ShouldBeEmpty();
    }

    /// <summary>The router goes before it was asked for the first time.</summary>
    [Fact]
    public async Task Run_SilentFromTheFirstAskOn_IsWantedBackEveryTwoSeconds()
    {
        _sut.DueToSpeak();
        _sut.Answered();
        await _time.RunAsync(TimeSpan.FromMinutes(1));
        _probe.Asks.ShouldBeInRange(18, 32);

        _probe.Alive = true;
        await _time.RunAsync(TimeSpan.FromSeconds(5));

        _returns.ShouldHaveSingleItem();
    }

    /// <summary>It may hear multicast alone.</summary>
    [Fact]
    public async Task Run_NeverAnswersWhatIsAsked_IsNotTakenForSilent()
    {
        _probe.AnswersAsks = false;
        _sut.DueToSpeak();
        _sut.Answered();

        await _time.RunAsync(TimeSpan.FromMinutes(5));

        _probe.Asks.ShouldBeInRange(10, 45);
        _returns.ShouldBeEmpty();
    }
}
