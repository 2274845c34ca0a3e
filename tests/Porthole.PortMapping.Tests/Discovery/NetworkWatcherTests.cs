using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class NetworkWatcherTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private DefaultGateway? _located = LoopbackGateway.Gateway;
    private readonly NetworkWatcher _sut;
    private volatile bool _fails;

    public NetworkWatcherTests() => _sut = new NetworkWatcher(Locate, _time);

    private DefaultGateway? Locate() => _fails ? throw new NetworkInformationException() : Volatile.Read(ref _located);

    public ValueTask DisposeAsync() => _sut.DisposeAsync();

    [Fact]
    public async Task Changes_AnotherRouter_IsTold()
    {
        _located = LoopbackGateway.Gateway with { Address = IPAddress.Parse("127.0.0.9") };
        _sut.Look();
        (await _time.RunUntilAsync(_sut.Changes.ReadAsync().AsTask())).ShouldBe(_located);
        _sut.Current.ShouldBe(_located);
    }

    // A new lease for this PC: mappings still point at the old address.
    [Quirk("3e PC's old address")]
    [Fact]
    public async Task Changes_OwnAddressMoved_IsTold()
    {
        _located = LoopbackGateway.Gateway with { LocalAddress = IPAddress.Parse("127.0.0.33") };
        _sut.Look();
        (await _time.RunUntilAsync(_sut.Changes.ReadAsync().AsTask()))!.LocalAddress.ShouldBe(IPAddress.Parse("127.0.0.33"));
    }

    [Fact]
    public async Task Changes_NoNotificationAtAll_IsFoundByThePoll()
    {
        _located = null;
        await _time.RunAsync(TimeSpan.FromSeconds(31));
        (await _sut.Changes.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeNull();
    }

    // An interface that comes or goes while the system's tables are read.
    [Fact]
    public async Task Changes_FirstLookFails_IsFoundASecondLater()
    {
        _fails = true;
        var time = new ManualTime();
        await using var sut = new NetworkWatcher(Locate, time);
        sut.Current.ShouldBeNull();

        _fails = false;
        await time.RunAsync(TimeSpan.FromSeconds(2));

        (await sut.Changes.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(_located);
    }

    [Fact]
    public async Task Changes_ALaterLookFails_TheGatewayStays()
    {
        _fails = true;
        await _time.RunAsync(TimeSpan.FromSeconds(40));

        _sut.Current.ShouldBe(_located);
        _sut.Changes.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Changes_MacLearntForgottenAndLearntAnew_IsNoChange()
    {
        var known = LoopbackGateway.Gateway with { Mac = PhysicalAddress.Parse("02-00-00-00-00-01") };
        foreach (var located in new[] { known, LoopbackGateway.Gateway, known })
        {
            Volatile.Write(ref _located, located);
            await _time.RunAsync(TimeSpan.FromSeconds(31));
        }
        await Eventually.True(() => _sut.Current == known, "the MAC is known");
        _sut.Changes.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Changes_SameAddressWithAnotherMac_IsAnotherRouter()
    {
        foreach (var mac in new[] { "02-00-00-00-00-01", "02-00-00-00-00-02" })
        {
            Volatile.Write(ref _located, LoopbackGateway.Gateway with { Mac = PhysicalAddress.Parse(mac) });
            await _time.RunAsync(TimeSpan.FromSeconds(31));
        }
        (await _sut.Changes.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))!.Mac.ShouldBe(PhysicalAddress.Parse("02-00-00-00-00-02"));
    }
}
