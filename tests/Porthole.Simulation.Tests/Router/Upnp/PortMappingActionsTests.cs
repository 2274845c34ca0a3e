using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Upnp;

public sealed class PortMappingActionsTests
{
    [Fact]
    public async Task Add_OwnHost_StoresWhatWasAsked()
    {
        await using var router = await Loopback.StartRouterAsync();
        (await router.AddAsync(20001, description: "a <b> & \"c\"", remoteHost: "127.0.0.9", protocol: "UDP")).ShouldBeEmpty();
        var mapping = router.Mappings.ShouldHaveSingleItem();
        mapping.Protocol.ShouldBe(ProtocolType.Udp);
        mapping.Internal.ShouldBe(new IPEndPoint(IPAddress.Loopback, 8554));
        mapping.Description.ShouldBe("a <b> & \"c\"");
        mapping.RemoteHost.ShouldBe("127.0.0.9");
        mapping.MadeBy.ShouldBe(RouterProtocols.Upnp);
        mapping.Forwarding.ShouldBeTrue();
        router.Counts[RouterRequest.AddPortMapping].ShouldBe(1);
    }

    [Theory]
    [InlineData(1, "AddPortMapping", "718")]
    [InlineData(2, "AddPortMapping", "606")]
    [InlineData(2, "AddAnyPortMapping", "606")]
    public async Task Add_SecureModeOtherHost_IsRefusedAsMiniupnpdDoes(int version, string action, string code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version });
        (await router.AddAsync(20001, "127.0.0.20", action: action))["errorCode"].ShouldBe(code);
        (await router.AddAsync(20001, "127.0.0.20", action: action, from: IPAddress.Parse("127.0.0.20"))).ShouldNotContainKey("errorCode");
    }

    [Fact]
    public async Task Add_NoClient_MeansTheAsker()
    {
        await using var router = await Loopback.StartRouterAsync();
        var from = Loopback.Next();
        (await router.AddAsync(20001, internalClient: "", from: from)).ShouldBeEmpty();
        router.Mappings.ShouldHaveSingleItem().Internal.Address.ShouldBe(from);
    }

    [Theory]
    [InlineData(1, "718")]
    [InlineData(2, "718")]
    public async Task Add_HeldByOtherHost_IsAConflict(int version, string code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { SecureMode = false, IgdVersion = version });
        await router.AddAsync(20001, "127.0.0.20");
        (await router.AddAsync(20001, "127.0.0.21"))["errorCode"].ShouldBe(code);
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["NewInternalClient"].ShouldBe("127.0.0.20");
    }

    [Theory]
    [InlineData(1, "718")]
    [InlineData(2, "729")]
    public async Task Add_ReservedByTheOwner_IsToldByVersion(int version, string code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { ReservedPorts = [20001], IgdVersion = version });
        (await router.AddAsync(20001))["errorCode"].ShouldBe(code);
        (await router.CallAsync("GetSpecificPortMappingEntry", ControlPoint.Key(20001)))["errorCode"].ShouldBe("714");
    }

    [Theory]
    [InlineData(1, "718")]
    [InlineData(2, "606")]
    public async Task Add_ForbiddenByRule_IsToldByVersion(int version, string code)
    {
        await using var router = await Loopback.StartRouterAsync(RouterProfile.SampleRules.Options with { IgdVersion = version });
        (await router.AddAsync(20001, internalPort: 554))["errorCode"].ShouldBe(code);
        (await router.AddAsync(20001)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, null, "501")]
    [InlineData(2, null, "728")]
    [InlineData(1, 718, "718")]
    public async Task Add_TableFull_IsToldByVersionOrOption(int version, int? fault, string code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { MaximumMappings = 0, IgdVersion = version, TableFullFault = fault });
        (await router.AddAsync(20001))["errorCode"].ShouldBe(code);
    }

    [Theory]
    [InlineData("NewExternalPort", "0", "716")]
    [InlineData("NewExternalPort", "*", "716")]
    [InlineData("NewExternalPort", "65536", "402")]
    [InlineData("NewExternalPort", "-1", "402")]
    [InlineData("NewExternalPort", "", "402")]
    [InlineData("NewInternalPort", "0", "732")]
    [InlineData("NewInternalPort", "x", "402")]
    [InlineData("NewProtocol", "SCTP", "402")]
    [InlineData("NewInternalClient", "camera.local", "402")]
    [InlineData("NewInternalClient", "::1", "402")]
    [InlineData("NewLeaseDuration", "-5", "402")]
    [InlineData("NewLeaseDuration", "soon", "402")]
    public async Task Add_BadArgument_IsRefused(string argument, string value, string code)
    {
        await using var router = await Loopback.StartRouterAsync();
        (string Name, string Value)[] arguments =
        [
            ("NewRemoteHost", ""), ("NewExternalPort", "20001"), ("NewProtocol", "TCP"), ("NewInternalPort", "8554"),
            ("NewInternalClient", "127.0.0.1"), ("NewEnabled", "1"), ("NewPortMappingDescription", "x"), ("NewLeaseDuration", "60"),
        ];
        var changed = arguments.Select(a => a.Name == argument ? (a.Name, value) : a).ToList();
        (await router.CallAsync("AddPortMapping", changed))["errorCode"].ShouldBe(code);
        router.Mappings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("NewExternalPort")]
    [InlineData("NewInternalPort")]
    [InlineData("NewProtocol")]
    public async Task Add_MissingArgument_Is402(string argument)
    {
        await using var router = await Loopback.StartRouterAsync();
        (string Name, string Value)[] arguments =
            [("NewExternalPort", "20001"), ("NewProtocol", "TCP"), ("NewInternalPort", "8554"), ("NewInternalClient", "127.0.0.1")];
        (await router.CallAsync("AddPortMapping", [.. arguments.Where(a => a.Name != argument)]))["errorCode"].ShouldBe("402");
    }

    [Fact]
    public async Task AddAny_WishFree_GrantsTheWish()
    {
        await using var router = await Loopback.StartRouterAsync();
        (await router.AddAsync(20001, action: "AddAnyPortMapping"))["NewReservedPort"].ShouldBe("20001");
    }

    [Fact]
    public async Task AddAny_WishHeld_GrantsTheNearest()
    {
        await using var router = await Loopback.StartRouterAsync(new() { ReservedPorts = [20001, 20002] });
        (await router.AddAsync(20001, action: "AddAnyPortMapping"))["NewReservedPort"].ShouldBe("20000");
    }

    [Fact]
    public async Task AddAny_NothingPermitted_Is728()
    {
        await using var router = await Loopback.StartRouterAsync(RouterProfile.DeniesEverything.Options);
        (await router.AddAsync(20001, action: "AddAnyPortMapping"))["errorCode"].ShouldBe("728");
    }

    [Theory]
    [InlineData("AddAnyPortMapping")]
    [InlineData("GetListOfPortMappings")]
    [InlineData("DeletePortMappingRange")]
    [InlineData("NoSuchAction")]
    public async Task Call_NotInVersion1_Is401(string action)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = 1 });
        (await router.CallAsync(action, ControlPoint.Key(20001)))["errorCode"].ShouldBe("401");
    }

    [Fact]
    public async Task Delete_OwnMapping_RemovesIt()
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        (await router.CallAsync("DeletePortMapping", ControlPoint.Key(20001))).ShouldBeEmpty();
        router.Mappings.ShouldBeEmpty();
        (await router.CallAsync("DeletePortMapping", ControlPoint.Key(20001)))["errorCode"].ShouldBe("714");
    }

    [Theory]
    [InlineData(1, "714")]
    [InlineData(2, "606")]
    public async Task Delete_SecureModeOtherHost_IsRefusedByVersion(int version, string code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version });
        await router.AddAsync(20001);
        (await router.CallAsync("DeletePortMapping", ControlPoint.Key(20001), from: Loopback.Next()))["errorCode"].ShouldBe(code);
        router.Mappings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task DeleteRange_SomeInside_RemovesOnlyThem()
    {
        await using var router = await Loopback.StartRouterAsync();
        foreach (var port in new[] { 20001, 20005, 20010 })
            await router.AddAsync(port);
        (string, string)[] Range(int start, int end) => [("NewStartPort", $"{start}"), ("NewEndPort", $"{end}"), ("NewProtocol", "TCP"), ("NewManage", "1")];
        (await router.CallAsync("DeletePortMappingRange", Range(20001, 20005), ControlPoint.Connection2)).ShouldBeEmpty();
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(20010);
        (await router.CallAsync("DeletePortMappingRange", Range(20001, 20005), ControlPoint.Connection2))["errorCode"].ShouldBe("730");
        (await router.CallAsync("DeletePortMappingRange", Range(2, 1), ControlPoint.Connection2))["errorCode"].ShouldBe("733");
    }
}
