using System.Text;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Tests.Upnp.Xml;

public sealed class XmlScannerTests
{
    [Theory]
    [InlineData("<a>x</a>", "a=x")]
    [InlineData("<a> x </a>", "a=x")]
    [InlineData("<n:a xmlns:n='urn:x'>x</n:a>", "a=x")]
    [InlineData("<undeclared:a>x</undeclared:a>", "a=x")]
    [InlineData("<r><a/><b></b></r>", "a=;b=")]
    [InlineData("<r><a b='>'>x</a></r>", "a=x")]
    [InlineData("<r><a b=\"unclosed>x</a><c>y</c></r>", "a=x;c=y")]
    [InlineData("<a><!-- <b>no</b> -->x</a>", "a=x")]
    [InlineData("<a><![CDATA[<b>&amp;]]></a>", "a=<b>&amp;")]
    [InlineData("<a>1 &lt; 2 &amp; 3 &gt; 2 &quot;&apos;</a>", "a=1 < 2 & 3 > 2 \"'")]
    [InlineData("<a>&#65;&#x42;&#xe9;</a>", "a=ABé")]
    [InlineData("<a>?x=1&y=2&unknown;&#0;&#xFFFFFFFF;&</a>", "a=?x=1&y=2&unknown;&#0;&#xFFFFFFFF;&")]
    [InlineData("<a>x\u0018y\0</a>\0\0\0", "a=xy")]
    [InlineData("<a>1 < 2 <3</a>", "a=1 < 2 <3")]
    [InlineData("junk<a>x</a>junk<b>y</b>", "a=x;b=y")]
    [InlineData("<a><b>x</a>", "b=x")]
    [InlineData("<a>x</b>", "a=x")]
    [InlineData("<A>x</a>", "A=x")]
    [InlineData("<a>cut of", "")]
    [InlineData("<a>x</a", "")]
    [InlineData("<a attr='", "")]
    [InlineData("<?xml version='1.0'?><a>x</a>", "a=x")]
    [InlineData("<?never closed <a>x</a>", "")]
    [InlineData("<!-- never closed <a>x</a>", "")]
    [InlineData("<", "")]
    [InlineData("", "")]
    [InlineData("</a>", "")]
    public void Read_Document_YieldsItsLeaves(string document, string leaves) => Leaves(Encoding.UTF8.GetBytes(document)).ShouldBe(leaves);

    [Fact]
    public void Read_Latin1WhateverTheDeclarationSays_IsDecoded() =>
        Leaves(Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='utf-8'?><a>Müller</a>")).ShouldBe("a=Müller");

    [Fact]
    public void Read_DocumentType_EndsTheWalk()
    {
        var scanner = new XmlScanner("<!DOCTYPE a [<!ENTITY x \"boom\">]><a>&x;</a>"u8);

        scanner.Read().ShouldBeFalse();
        scanner.HasDocumentType.ShouldBeTrue();
    }

    [Fact]
    public void Read_EndlessText_IsCut() => Leaves(Encoding.ASCII.GetBytes($"<a>{new string('x', 100_000)}</a>")).Length.ShouldBe(2050);

    private static string Leaves(byte[] document)
    {
        var leaves = new List<string>();
        var scanner = new XmlScanner(document);
        while (scanner.Read())
        {
            if (!scanner.Leaf.IsEmpty)
            {
                leaves.Add($"{Encoding.UTF8.GetString(scanner.Leaf)}={scanner.Text.Decode()}");
            }
        }

        return string.Join(';', leaves);
    }
}
