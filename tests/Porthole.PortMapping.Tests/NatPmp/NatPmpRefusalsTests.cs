using Porthole.PortMapping.NatPmp;

namespace Porthole.PortMapping.Tests.NatPmp;

public sealed class NatPmpRefusalsTests
{
    [Theory]
    [InlineData(1, RefusalReason.Unsupported)]
    [InlineData(2, RefusalReason.NotAuthorized)]
    [InlineData(3, RefusalReason.ConnectionDown)]
    [InlineData(4, RefusalReason.TableFull)]
    [InlineData(5, RefusalReason.Unsupported)]
    [InlineData(600, RefusalReason.Unexplained)]
    public void Explain_EveryCode_NamesTheReasonAndTheCode(int code, RefusalReason reason)
    {
        var refusal = Explain(code);
        refusal.Reason.ShouldBe(reason);
        refusal.Code.ShouldBe(code);
        refusal.Evidence.ShouldContain($"{code}");
    }

    [Fact]
    public void Explain_NotAuthorizedWhileOthersAreGranted_IsAboutThisPort() =>
        Explain(2, grantsOthers: true).Reason.ShouldBe(RefusalReason.PortForbidden);

    private static Refusal Explain(int code, bool grantsOthers = false) => NatPmpRefusals.Explain(
        "NAT-PMP map", new NatPmpResponse { Opcode = NatPmpOpcode.MapTcp, Result = (NatPmpResultCode)code }, grantsOthers);
}
