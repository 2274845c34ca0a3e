using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class BehaviourQuirksTests
{
    private static readonly (string Name, string Value)[] First = [("NewPortMappingIndex", "0")];
    private static readonly (string Name, string Value)[] Second = [("NewPortMappingIndex", "1")];

    private readonly ManualTime _time = new();

    [Fact]
    public async Task SaysYesOnly_EveryProtocol_GrantsAndHasNothing()
    {
        await using var router = await StartAsync(RouterQuirks.SaysYesOnly);
        (await router.AddAsync(20001)).ShouldBeEmpty();
        (await router.AskPcpAsync(PcpClient.Map(8554, 20002)))![3].ShouldBe((byte)0);
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20003, 60)))!.Port(2).ShouldBe(0);
        router.Mappings.ShouldBeEmpty();
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["errorCode"].ShouldBe("714");
    }

    [Fact]
    public async Task ListedButDead_Mapped_ListsAndDoesNotForward()
    {
        await using var router = await StartAsync(RouterQuirks.ListedButDead);
        await router.AddAsync(20001);
        router.Mappings.ShouldHaveSingleItem().Forwarding.ShouldBeFalse();
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["NewEnabled"].ShouldBe("0");
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001)));
    }

    [Fact]
    public async Task DropsAfter_LeaseLonger_VanishesAndSaysNothing()
    {
        await using var router = await StartAsync(RouterQuirks.DropsAfter(TimeSpan.FromSeconds(30)));
        await router.AddAsync(20001, lease: 3600);
        _time.Advance(TimeSpan.FromSeconds(29));
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["NewLeaseDuration"].ShouldBe("3571");
        _time.Advance(TimeSpan.FromSeconds(1));
        router.Mappings.ShouldBeEmpty();
    }

    [Fact]
    public async Task LeasesEndAtOnce_PermanentStays()
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = 1, Quirks = [RouterQuirks.LeasesEndAtOnce] }, _time);
        (await router.AddAsync(20001, lease: 3600)).ShouldBeEmpty();
        (await router.AddAsync(20002, lease: 0)).ShouldBeEmpty();
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(20002);
    }

    [Fact]
    public async Task LeaseAlways_And_LeasesNeverEnd_OverrideWhatIsAsked()
    {
        await using var day = await StartAsync(RouterQuirks.LeaseAlways(TimeSpan.FromDays(1)));
        await day.AddAsync(20001, lease: 60);
        (await day.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["NewLeaseDuration"].ShouldBe("86400");

        await using var ever = await StartAsync(RouterQuirks.LeasesNeverEnd);
        await ever.AddAsync(20001, lease: 60);
        _time.Advance(TimeSpan.FromDays(30));
        ever.Mappings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task GrantsAnotherPort_Renewed_StaysThere()
    {
        await using var router = await StartAsync(RouterQuirks.GrantsAnotherPort(1000));
        for (var i = 0; i < 3; i++)
        {
            (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))!.Port(42).ShouldBe(21001);
            (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8555, 20002, 60)))!.Port(10).ShouldBe(21002);
        }

        (await router.AddAsync(20003)).ShouldBeEmpty();
        router.Mappings.Select(m => m.ExternalPort).ShouldBe([21001, 21002, 20003]);
    }

    [Fact]
    public async Task CutsDescriptions_Long_IsCut()
    {
        await using var router = await StartAsync(RouterQuirks.CutsDescriptions(28));
        await router.AddAsync(20001, description: new string('x', 40));
        router.Mappings.ShouldHaveSingleItem().Description.Length.ShouldBe(28);
    }

    [Fact]
    public async Task Lists_Odd_AreAsMet()
    {
        await using var endless = await StartAsync(RouterQuirks.ListNeverEnds);
        (await endless.CallAsync("GetGenericPortMappingEntry", First))["errorCode"].ShouldBe("713");
        await endless.AddAsync(20001);
        await endless.CallAsync("GetGenericPortMappingEntry", First);
        (await endless.CallAsync("GetGenericPortMappingEntry", Second))["NewExternalPort"].ShouldBe("20001");

        await using var other = await StartAsync(RouterQuirks.EndOfList(899), RouterQuirks.ListsWithoutClient, RouterQuirks.LeaseReadsZero);
        await other.AddAsync(20001);
        var entry = await other.CallAsync("GetGenericPortMappingEntry", First);
        (entry["NewInternalClient"], entry["NewLeaseDuration"]).ShouldBe(("", "0"));
        (await other.CallAsync("GetGenericPortMappingEntry", Second))["errorCode"].ShouldBe("899");

        await using var mute = await StartAsync(RouterQuirks.CannotBeRead());
        await mute.AddAsync(20001);
        (await mute.CallAsync("GetGenericPortMappingEntry", First))["errorCode"].ShouldBe("501");
        (await mute.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["errorCode"].ShouldBe("501");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.0.0.0")]
    [InlineData("2001:db8::1")]
    [InlineData("unknown")]
    public async Task ExternalAddressReads_Anything_IsTold(string text)
    {
        await using var router = await StartAsync(RouterQuirks.ExternalAddressReads(text), RouterQuirks.StatusReads("Unconfigured"));
        (await router.CallAsync("GetExternalIPAddress", []))["NewExternalIPAddress"].ShouldBe(text);
        (await router.CallAsync("GetStatusInfo", []))["NewConnectionStatus"].ShouldBe("Unconfigured");
    }

    private Task<SimulatedRouter> StartAsync(params Quirk[] quirks) => Loopback.StartRouterAsync(new() { Quirks = [.. quirks] }, _time);
}
