using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

/// <summary>AddAnyPortMapping of version 2, where the router chooses the port.</summary>
public sealed class AddAnyTests
{
    private const string Camera = "192.168.1.20";
    private const string Version2 = "urn:schemas-upnp-org:service:WANIPConnection:2";

    [Quirk("3a 401")]
    [Fact]
    public async Task MapAsync_Version2KnowsOnlyAddAny_TakesThePortItNames()
    {
        await using var igd = AddAnyOnly(reserved: 40000);
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().ExternalPort.ShouldBe((ushort)40000);
    }

    [Fact]
    public async Task MapAsync_AddAnyNamesAnotherPortThanTheExactOne_ConflictAndNothingLeft()
    {
        await using var igd = AddAnyOnly(reserved: 40000);
        var sut = await igd.OpenAsync();

        var result = await sut.MapAsync(MapTests.Request(Camera) with { ExactPort = true }, default);

        result.Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Conflict);
        igd.Calls.ShouldContain(call => call.Action == "DeletePortMapping" && call["NewExternalPort"] == "40000");
    }

    [Quirk("2 codes")]
    [Quirk("3a 728")]
    [Fact]
    public async Task MapAsync_AddAnyFindsNothingFree_TableFull()
    {
        // miniupnpd: AddAnyPortMapping with nothing free is 728.
        await using var igd = new FakeIgd { ServiceType = Version2, Policy = _ => 728 };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.TableFull);
    }

    private static FakeIgd AddAnyOnly(int reserved)
    {
        var igd = new FakeIgd { ServiceType = Version2 };
        igd.Override = call => call.Action switch
        {
            "AddPortMapping" => FakeIgd.Fault(401),
            "AddAnyPortMapping" => igd.Granted(call.Action, $"<NewReservedPort>{reserved}</NewReservedPort>"),
            _ => null,
        };
        return igd;
    }
}
