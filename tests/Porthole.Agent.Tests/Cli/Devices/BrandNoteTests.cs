using Porthole.Agent.Cli.Devices;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class BrandNoteTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("HiLook")]
    [InlineData("hikvision")]
    public void Of_KnownOrLeftOut_SaysNothing(string? brand) => BrandNote.Of(brand).ShouldBeNull();

    [Theory]
    [InlineData("hikv", "hikvision")]
    [InlineData("Hikvison", "hikvision")]
    [InlineData("dauha", "dahua")]
    public void Of_Mistyped_NamesTheBrandThatIsNear(string brand, string meant) => BrandNote.Of(brand).ShouldNotBeNull().ShouldEndWith($"Did you mean {meant}?");

    [Fact]
    public void Of_MakerWithoutAPreset_SaysWhatThatMeans() => BrandNote.Of("Nobody & Sons").ShouldBe("\"Nobody & Sons\" is no brand that Porthole knows, so the addresses it shows have no stream's path.");
}
