using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Tests.Hosting.Windows;

/// <summary>The program's folder in the PATH, and out of it; nothing else of a PATH is touched.</summary>
public sealed class SearchPathTests
{
    private const string Folder = @"C:\Program Files\Porthole";

    [Theory]
    [InlineData("", @"C:\Program Files\Porthole")]
    [InlineData(@"%SystemRoot%\system32;%SystemRoot%", @"%SystemRoot%\system32;%SystemRoot%;C:\Program Files\Porthole")]
    [InlineData(@"C:\Windows;", @"C:\Windows;C:\Program Files\Porthole")]
    [InlineData(@"C:\Windows;C:\Program Files\Porthole", @"C:\Windows;C:\Program Files\Porthole")]
    [InlineData(@"""c:\program files\porthole\"";C:\Windows", @"""c:\program files\porthole\"";C:\Windows")]
    [InlineData(@"C:\Program Files\Porthole2", @"C:\Program Files\Porthole2;C:\Program Files\Porthole")]
    public void With_Folder_StandsThereOnce(string before, string after) => SearchPath.With(before, Folder).ShouldBe(after);

    [Theory]
    [InlineData("", "")]
    [InlineData(@"%SystemRoot%\system32;C:\Program Files\Porthole", @"%SystemRoot%\system32")]
    [InlineData(@"A;C:\Program Files\Porthole\;B;""c:\program files\porthole""", "A;B")]
    [InlineData(@"C:\Program Files\Porthole2;;B", @"C:\Program Files\Porthole2;;B")]
    public void Without_Folder_TheRestIsAsItWas(string before, string after) => SearchPath.Without(before, Folder).ShouldBe(after);
}
