using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

/// <summary>Routers that hold one external port for each internal one, and answer 718 for a second.</summary>
public sealed class SameTargetTests
{
    private const string Camera = "192.168.1.20";

    [Quirk("3e reinstalled")]
    [Fact]
    public async Task MapAsync_FormerInstallationHeldAnotherPort_IsReplaced()
    {
        await using var igd = Router();
        igd.Table.Add(new FakeEntry("TCP", 18554, Camera, 554, "Porthole front-door/rtsp", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().ExternalPort.ShouldBe((ushort)8554);

        igd.Table.ShouldHaveSingleItem().External.ShouldBe(8554);
    }

    [Quirk("3e reinstalled")]
    [Fact]
    public async Task MapAsync_SomebodyElseOpenedTheCamera_ConflictNamesTheOtherPort()
    {
        await using var igd = Router();
        igd.Table.Add(new FakeEntry("TCP", 18554, Camera, 554, "Camera by itself", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Conflict);
        refusal.Holder.ShouldNotBeNull().ExternalPort.ShouldBe((ushort)18554);
        refusal.Evidence.ShouldContain("has port 18554 already, 'Camera by itself'");
        igd.Table.ShouldHaveSingleItem();
    }

    private static FakeIgd Router()
    {
        var igd = new FakeIgd();
        igd.Policy = call => igd.Table.Any(row =>
            row.Client == call["NewInternalClient"] && row.Internal == call.Number("NewInternalPort") && row.External != call.Number("NewExternalPort")) ? 718 : null;
        return igd;
    }
}
