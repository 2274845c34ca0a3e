using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Table;

public sealed class LeaseTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Mappings_LeaseRunsOut_EndsListingAndForwarding()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await router.AddAsync(20001, lease: 600)).ShouldBeEmpty();

        _time.Advance(TimeSpan.FromSeconds(599));
        router.Mappings.ShouldHaveSingleItem().Forwarding.ShouldBeTrue();

        _time.Advance(TimeSpan.FromSeconds(1));
        router.Mappings.ShouldBeEmpty();
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001)));
    }

    [Fact]
    public async Task Mappings_Renewed_CountsFromTheRenewal()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AddAsync(20001, lease: 600);
        _time.Advance(TimeSpan.FromSeconds(400));
        (await router.AddAsync(20001, lease: 600)).ShouldBeEmpty();

        _time.Advance(TimeSpan.FromSeconds(500));
        router.Mappings.ShouldHaveSingleItem();
        _time.Advance(TimeSpan.FromSeconds(100));
        router.Mappings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, 0, 604800)]
    [InlineData(2, 604801, 604800)]
    [InlineData(2, 3600, 3600)]
    [InlineData(1, 3600, 3600)]
    public async Task AddPortMapping_Lease_IsGrantedAsMiniupnpdDoes(int version, int asked, int granted)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version }, _time);
        await router.AddAsync(20001, lease: asked);
        router.Mappings.ShouldHaveSingleItem().ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(granted));
        var entry = await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001));
        entry["NewLeaseDuration"].ShouldBe($"{granted}");
    }

    [Fact]
    public async Task AddPortMapping_Version1LeaseZero_IsPermanent()
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = 1 }, _time);
        await router.AddAsync(20001, lease: 0);
        _time.Advance(TimeSpan.FromDays(400));
        router.Mappings.ShouldHaveSingleItem().ExpiresAt.ShouldBeNull();
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["NewLeaseDuration"].ShouldBe("0");
    }

    [Fact]
    public async Task AddPortMapping_LeaseLongerThanATimer_EndsInTime()
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = 1 }, _time);
        await router.AddAsync(20001, lease: (int)TimeSpan.FromDays(100).TotalSeconds);
        _time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(1));
        router.Mappings.ShouldHaveSingleItem();
        _time.Advance(TimeSpan.FromSeconds(1));
        router.Mappings.ShouldBeEmpty();
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001)));
    }

    [Fact]
    public async Task AddPortMapping_PermanentLeasesOnly_RefusesOthers()
    {
        await using var router = await Loopback.StartRouterAsync(new() { PermanentLeasesOnly = true }, _time);
        (await router.AddAsync(20001, lease: 3600))["errorCode"].ShouldBe("725");
        (await router.AddAsync(20001, lease: 0)).ShouldBeEmpty();
        router.Mappings.ShouldHaveSingleItem().ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task MappingsChanged_MadeAndLapsed_IsRaised()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        var raised = 0;
        router.MappingsChanged += (_, _) => Interlocked.Increment(ref raised);
        await router.AddAsync(20001, lease: 60);
        raised.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(60));
        raised.ShouldBe(2);
    }
}
