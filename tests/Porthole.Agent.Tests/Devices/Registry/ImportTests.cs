using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Tests.Support;
using static Porthole.Agent.Tests.Support.Registries;

namespace Porthole.Agent.Tests.Devices.Registry;

public sealed class ImportTests : IDisposable
{
    private const string TwoGoodOneBad = """
        [ { "name": "A", "address": "192.0.2.1", "ports": [ { "name": "http", "internal": 80, "external": 9001 } ] },
          { "name": "B", "address": "nonsense", "ports": [ { "name": "http", "internal": 80 } ] },
          { "name": "C", "address": "192.0.2.3", "ports": [ { "name": "http", "internal": 80, "external": 9003 } ] } ]
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Import_OneIsBad_ChangesNothingAndNamesIt()
    {
        var sut = Open(_folder.State);

        sut.Import(Json(TwoGoodOneBad), ImportMode.AllOrNothing, out var report).ShouldBeNull();

        report.Rows.Select(row => row.Outcome).ShouldBe([ImportOutcome.Added, ImportOutcome.Bad, ImportOutcome.Added]);
        report.Rows[1].Errors.ShouldHaveSingleItem().Key.ShouldBe("Address");
        sut.Current.Devices.ShouldBeEmpty();
    }

    [Fact]
    public void Import_SkipBad_TakesTheGoodOnesAndTheSecondTimeNothingChanges()
    {
        var sut = Open(_folder.State);
        sut.Import(Json(TwoGoodOneBad), ImportMode.SkipBad, out _);

        sut.Import(Json(TwoGoodOneBad), ImportMode.SkipBad, out var again);

        sut.Current.Devices.Select(device => device.Id).ShouldBe(["a", "c"]);
        again.Rows.Select(row => row.Outcome).ShouldBe([ImportOutcome.Unchanged, ImportOutcome.Bad, ImportOutcome.Unchanged]);
    }

    [Fact]
    public void Import_Check_ChangesNothing()
    {
        var sut = Open(_folder.State);

        sut.Import(Json("""[ { "name": "A", "address": "192.0.2.1", "ports": [ { "internal": 80 } ] } ]"""), ImportMode.Check, out var report);

        report.Count(ImportOutcome.Added).ShouldBe(1);
        sut.Current.Devices.ShouldBeEmpty();
    }

    [Fact]
    public void Import_TwoSwapTheirExternalPorts_IsNoCollision()
    {
        var sut = Open(_folder.State);
        sut.Add(Device("A", "192.0.2.1", ("http", 80, 9001)));
        sut.Add(Device("B", "192.0.2.2", ("http", 80, 9002)));

        sut.Import(
            Json("""
                [ { "name": "A", "address": "192.0.2.1", "ports": [ { "name": "http", "internal": 80, "external": 9002 } ] },
                  { "name": "B", "address": "192.0.2.2", "ports": [ { "name": "http", "internal": 80, "external": 9001 } ] } ]
                """),
            ImportMode.AllOrNothing,
            out var report);

        report.Count(ImportOutcome.Changed).ShouldBe(2);
        sut.Current.Find("a")!.Settings.Ports[0].External.ShouldBe(9002);
    }

    [Fact]
    public void Import_CollisionsWithinAndWithFixed_AreBadRows()
    {
        var sut = Open(_folder.State, Device("Fixed", "192.0.2.9", ("http", 80, 8080)));

        sut.Import(
            Json("""
                [ { "name": "A", "address": "192.0.2.1", "ports": [ { "internal": 80, "external": 9001 } ] },
                  { "name": "a", "address": "192.0.2.2", "ports": [ { "internal": 80, "external": 9002 } ] },
                  { "name": "B", "address": "192.0.2.3", "ports": [ { "internal": 80, "external": 9001 } ] },
                  { "name": "C", "address": "192.0.2.3", "ports": [ { "internal": 80, "external": 8080 } ] },
                  { "name": "Fixed", "address": "192.0.2.4", "ports": [ { "internal": 80, "external": 8080 } ] },
                  { "name": "Fixed", "address": "192.0.2.9", "ports": [ { "internal": 80, "external": 8080 } ] } ]
                """),
            ImportMode.Check,
            out var report);

        report.Rows.Select(row => row.Outcome).ShouldBe([ImportOutcome.Added, ImportOutcome.Bad, ImportOutcome.Bad, ImportOutcome.Bad, ImportOutcome.Bad, ImportOutcome.Bad]);
        report.Rows[2].Errors.ShouldHaveSingleItem().Key.ShouldBe("Ports.http.External");
    }

    [Fact]
    public void Import_FiveHundredDevices_IsQuick()
    {
        var sut = Open(_folder.State);
        var list = string.Join(',', Enumerable.Range(0, 500).Select(number => $$"""{ "name": "Camera {{number}}", "address": "192.0.2.1", "ports": [ { "internal": 554 } ] }"""));

        sut.Import(Json($"[{list}]"), ImportMode.AllOrNothing, out var report).ShouldBeNull();

        report.Count(ImportOutcome.Added).ShouldBe(500);
        sut.Current.Devices.SelectMany(device => device.Settings.Ports).Select(port => port.External).Distinct().Count().ShouldBe(500);
    }

    public void Dispose() => _folder.Dispose();
}
