<#-- Makes THIRD-PARTY.txt; fails where a library offers no licence that allows to ship it. -->
<#assign allowed = ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0"]>
Libraries of others in rectify.jar and in the app image, each under the licence named; where several are offered, the one that is taken.

<#list dependencyMap as e>
<#assign taken = "">
<#list allowed as a><#if taken == "" && e.getValue()?seq_contains(a)><#assign taken = a></#if></#list>
<#if taken == ""><#stop e.getKey().groupId + ":" + e.getKey().artifactId + " has no licence that is allowed: " + e.getValue()?join(", ")></#if>
<#if !e.getKey().groupId?starts_with("io.rectify")>
${taken?right_pad(13)} ${e.getKey().groupId}:${e.getKey().artifactId} ${e.getKey().version}<#if e.getKey().url??>, ${e.getKey().url}</#if>
</#if>
</#list>

Native libraries inside these
  OpenBLAS with LAPACK, BSD-3-Clause. On Linux it comes with libgfortran and libgcc_s of GCC, GPL-3.0 with the GCC Runtime Library Exception 3.1,
  and libquadmath, LGPL-2.1-or-later, as separate files, unchanged; sources: https://gcc.gnu.org.
  ONNX Runtime: what it takes from others stands in ThirdPartyNotices.txt at the top of rectify.jar.
  Hugging Face tokenizers, Apache-2.0. Java Native Access, Apache-2.0, with libffi, MIT. DuckDB, MIT.
Script in reports
  Apache ECharts, Apache-2.0, with d3, BSD-3-Clause; their LICENSE and NOTICE stand below META-INF/resources in rectify.jar.
Java in the app image
  OpenJDK, GPL-2.0 with the Classpath Exception; its licences stand in lib/runtime/legal of the image, its sources at https://openjdk.org
  and with who built it (for releases, https://adoptium.net).
Models and data: see NOTICE. Apache-2.0: see LICENSE. EPL-2.0: https://www.eclipse.org/legal/epl-2.0, sources at the address of the library.

== Copyright

MIT
  DuckDB: Copyright 2018 Stichting DuckDB Foundation
  FastCSV: Copyright (c) 2014 Oliver Siegmar
  ONNX Runtime: Copyright (c) Microsoft Corporation
  SLF4J: Copyright (c) 2004 QOS.ch Sarl (Switzerland)
  progressbar: Copyright (c) 2015 Tongfei Chen and contributors
  libffi: Copyright (c) 1996 Anthony Green, Red Hat, Inc and others
BSD-2-Clause
  hac, Hierarchical agglomerative clustering: Copyright Matthias Hauswirth and others, University of Lugano
BSD-3-Clause
  OpenBLAS: Copyright (c) 2011 The OpenBLAS Project; LAPACK: Copyright (c) 1992 The University of Tennessee and The University of Tennessee
  Research Foundation, The University of California Berkeley, The University of Colorado Denver
  Protocol Buffers: Copyright 2008 Google Inc.
  JLine: Copyright (c) 2002 the original author or authors
  TwelveMonkeys: Copyright (c) 2008 Harald Kuhr

== MIT

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to
deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.

== BSD-2-Clause, and with the third condition BSD-3-Clause

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
   documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this software
   without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE
LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT
LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH
DAMAGE.
