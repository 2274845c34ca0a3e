using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Tests.Hosting.Windows;

public sealed class ServiceAccountTests
{
    // The best known of all service accounts, documented with its number (Windows, "Security identifiers").
    [Fact]
    public void SidOf_TrustedInstaller_IsTheKnownOne() =>
        ServiceAccount.SidOf("TrustedInstaller").ShouldBe("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");

    [Fact]
    public void SidOf_AnyCase_IsTheSame() => ServiceAccount.SidOf("trustedinstaller").ShouldBe(ServiceAccount.SidOf("TRUSTEDINSTALLER"));
}
