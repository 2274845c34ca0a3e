using Porthole.Agent.Doctor;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Doctor;

public sealed class MappingCheckTests
{
    private readonly FakeRouter _router = new(TimeProvider.System);
    private readonly MappingCheck _check = new();

    [Fact]
    public async Task Run_RouterGrants_EveryProtocolIsTriedAndNothingIsLeft()
    {
        var findings = await _check.FindAsync(Patients.With(_router, Enum.GetValues<MappingProtocol>()));

        findings.Select(finding => finding.Verdict).ShouldBe([StepVerdict.Good, StepVerdict.Good, StepVerdict.Good]);
        findings.ShouldAllBe(finding => finding.Evidence.Contains("Removed again."));
        _router.Calls.Count(call => call.StartsWith("map ", StringComparison.Ordinal)).ShouldBe(3);
        _router.Table.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_PortsAsked_AreHighAndForThisPc()
    {
        await _check.FindAsync(Patients.With(_router, MappingProtocol.UpnpIgd));

        var call = _router.Calls.First(call => call.StartsWith("map ", StringComparison.Ordinal)).Split(' ');
        int.Parse(call[1]).ShouldBeGreaterThanOrEqualTo(49152);
        call[2].ShouldBe($"127.0.0.1:{call[1]}");
    }

    [Fact]
    public async Task Run_RouterRefuses_IsBadWithAdvice()
    {
        _router.Refuse = (_, _) => new Refusal(RefusalReason.NotAuthorized, "606 Action not authorized", 606);

        var finding = (await _check.FindAsync(Patients.With(_router, MappingProtocol.UpnpIgd))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Bad);
        finding.Evidence[0].ShouldContain("606 Action not authorized");
        finding.Next[0].ShouldContain("UPnP menu");
    }

    [Fact]
    public async Task Run_ReadOnly_AsksNothing()
    {
        var finding = (await _check.FindAsync(Patients.Of(Patients.Snapshot(protocols: [_router.Protocol(MappingProtocol.Pcp)]), readOnly: true))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Skipped);
        _router.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_RemovalIsNotAnswered_SaysWhenItEnds()
    {
        // Silent from the moment of the grant on.
        _router.Refuse = (_, _) =>
        {
            _router.IsSilent = true;
            return null;
        };

        var finding = (await _check.FindAsync(Patients.With(_router, MappingProtocol.UpnpIgd))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Attention);
        finding.Next[0].ShouldContain("when its lease ends");
    }

    [Fact]
    public async Task Run_PermanentAndNotRemoved_TellsWhatToRemove()
    {
        _router.PermanentOnly = true;
        _router.Refuse = (_, _) =>
        {
            _router.IsSilent = true;
            return null;
        };

        var finding = (await _check.FindAsync(Patients.With(_router, MappingProtocol.UpnpIgd))).Single();

        finding.Verdict.ShouldBe(StepVerdict.Bad);
        finding.Next[0].ShouldStartWith("Remove TCP ");
    }
}
