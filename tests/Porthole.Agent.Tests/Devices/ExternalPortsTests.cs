using Porthole.Agent.Devices;

namespace Porthole.Agent.Tests.Devices;

public sealed class ExternalPortsTests
{
    private static readonly int[] Scanned = [23, 26, 554, 567, 2323, 5523, 9530, 56575];

    [Theory]
    [InlineData(80, 8080)]
    [InlineData(554, 8554)]
    [InlineData(443, 8443)]
    [InlineData(1023, 9023)]
    [InlineData(1024, 1024)]
    [InlineData(8000, 8000)]
    [InlineData(37777, 37777)]
    public void DefaultFor_OrdinaryPort_FollowsTheRule(int inner, int expected) => ExternalPorts.DefaultFor(inner).ShouldBe((ushort)expected);

    [Fact]
    public void DefaultFor_EveryPort_IsNeverOneThatScannersTryFirst()
    {
        for (var inner = 1; inner <= ushort.MaxValue; inner++)
        {
            var external = (int)ExternalPorts.DefaultFor(inner);
            Scanned.ShouldNotContain(external);
            external.ShouldBeGreaterThanOrEqualTo(1024);
        }
    }

    [Fact]
    public void SequenceFrom_EveryWish_BeginsWithItAndRepeatsNothing()
    {
        for (var wish = 1; wish <= ushort.MaxValue; wish += 7)
        {
            var sequence = ExternalPorts.SequenceFrom((ushort)wish).ToList();
            sequence[0].ShouldBe((ushort)wish);
            sequence.Count.ShouldBeGreaterThanOrEqualTo(ExternalPorts.MostTries - 1);
            sequence.ShouldBeUnique();
            sequence.Skip(1).ShouldAllBe(port => port >= 1024 && !Scanned.Contains(port));
            ExternalPorts.SequenceFrom((ushort)wish).ShouldBe(sequence);
        }
    }
}
